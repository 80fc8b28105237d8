import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DOCS_POLICY } from './security-headers.js';

/** Serves the OpenAPI document at `/api/docs-json` and a page to read it at `/api/docs`. */
export function serveDocs(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', DOCS_POLICY);
    done();
  });
  SwaggerModule.setup('api/docs', app, () => documentOf(app), {
    jsonDocumentUrl: 'api/docs-json',
    yamlDocumentUrl: 'api/docs-yaml',
  });
}

export function documentOf(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Notion graph view')
    .setDescription(
      'The graph of a Notion workspace: imports, graphs, reads and embeds. Errors are RFC 9457 problems with a `code`.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth('ng_session')
    .build();
  return SwaggerModule.createDocument(app, about, {
    standardSchemaConverter: (schema) => (schema instanceof z.ZodType ? { schema: jsonSchemaOf(schema) } : undefined),
  });
}

/**
 * What goes over the wire. The input side, for answers too: their schemas are written for the JSON that is sent, and a
 * transformation (an id's spelling, a list in a parameter) has no JSON schema on its other side.
 */
function jsonSchemaOf(schema: z.ZodType): unknown {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    unrepresentable: 'any',
  });
  return json;
}
