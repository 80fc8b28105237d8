import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

/** Where browsers reach this server: PUBLIC_URL, or the address that it listens on once that is known. */
@Injectable()
export class ServerAddress {
  private listening_url: string | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  listening(url: string): void {
    this.listening_url = url;
  }

  /** Without a slash at its end. */
  get public_url(): string {
    const url = this.config.public_url ?? this.listening_url;
    if (url === null) throw new Error('the server does not listen yet');
    return url;
  }
}
