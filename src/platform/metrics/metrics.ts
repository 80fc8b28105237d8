import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The process's own registry, so that two apps in one test process do not share counts. Labels are bounded sets. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly httpSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to response by route pattern.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  readonly imports = new Counter({
    name: 'imports_finished_total',
    help: 'Imports that ended, by how.',
    labelNames: ['kind', 'state'] as const,
    registers: [this.registry],
  });

  readonly notionRequests = new Counter({
    name: 'notion_requests_total',
    help: 'Requests sent to Notion by route pattern and status; 0 where there was no answer.',
    labelNames: ['route', 'status'] as const,
    registers: [this.registry],
  });

  readonly compileSeconds = new Histogram({
    name: 'graph_compile_duration_seconds',
    help: 'Time from stored pages to a published view.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
