import type { Clock } from '../../../platform/clock.js';
import type { BreakerStatus } from './circuit-breaker.js';
import { CLIENT_RULES, type ClientRules, type ClientSettings, type SentRequest } from './client-settings.js';
import { type CallContext, ConnectionLine } from './connection-line.js';
import { NotionApi } from './notion-api.js';
import type { RateBudget } from './rate-budget.js';
import { RequestLedger } from './request-ledger.js';
import { systemTime, type Time } from './time.js';
import type { TokenSource } from './token-source.js';

export interface NotionApisOptions {
  /** `Config.notion_api_url`. */
  base_url: string;
  budget: RateBudget;
  clock: Clock;
  /** Where a connection's token comes from. */
  tokens: (connection_id: string) => TokenSource;
  on_request?: (request: SentRequest) => void;
  time?: Time;
  rules?: Partial<ClientRules>;
}

/** Who counts the requests and who may cancel them; by default nobody does. */
export interface ApiUse {
  ledger?: RequestLedger;
  signal?: AbortSignal;
}

/** Budget key of tokens that are tried before there is a connection. */
const UNCONNECTED = 'unconnected';

/** Makes the `NotionApi` of each connection. All of one connection share its budget, its places and its breaker. */
export class NotionApis {
  private readonly settings: ClientSettings;
  private readonly tokens: (connection_id: string) => TokenSource;
  private readonly lines = new Map<string, ConnectionLine>();

  constructor({ base_url, budget, clock, tokens, on_request, time = systemTime, rules }: NotionApisOptions) {
    this.settings = { base_url, budget, clock, on_request, time, rules: { ...CLIENT_RULES, ...rules } };
    this.tokens = tokens;
  }

  for(connection_id: string, use: ApiUse = {}): NotionApi {
    return new NotionApi(this.line(connection_id), contextOf(use));
  }

  /** For a token that is no connection yet, to see whether Notion takes it. */
  unconnected(tokens: TokenSource, use: ApiUse = {}): NotionApi {
    return new NotionApi(new ConnectionLine(UNCONNECTED, tokens, this.settings), contextOf(use));
  }

  /** Whether Notion answers that connection. */
  status(connection_id: string): BreakerStatus {
    return this.line(connection_id).status();
  }

  /** The connection is no more. */
  forget(connection_id: string): void {
    this.lines.delete(connection_id);
  }

  private line(connection_id: string): ConnectionLine {
    let line = this.lines.get(connection_id);
    if (!line) {
      line = new ConnectionLine(connection_id, this.tokens(connection_id), this.settings);
      this.lines.set(connection_id, line);
    }
    return line;
  }
}

function contextOf({ ledger = new RequestLedger(), signal }: ApiUse): CallContext {
  return { ledger, signal };
}
