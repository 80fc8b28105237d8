export interface Token {
  access_token: string;
  /** Grows with every refresh. */
  token_version: number;
}

/** Where a connection's access token comes from. */
export interface TokenSource {
  current(): Promise<Token>;
  /** A newer token than the one that Notion has just refused; made by somebody else meanwhile, or made now. */
  refresh(seen_token_version: number): Promise<Token>;
}
