/** For the specification in test/, which TypeScript checks without reading JavaScript. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export interface JestReport {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly numRuntimeErrorTestSuites?: number;
}
export interface PlaywrightReport {
  readonly stats?: {
    readonly expected?: number;
    readonly unexpected?: number;
    readonly flaky?: number;
    readonly skipped?: number;
  };
  readonly errors?: readonly unknown[];
}
export const noTests: Counts;
export function sum(...counts: Counts[]): Counts;
export function fromJest(report: JestReport | undefined, exitCode: number): Counts;
export function fromPlaywright(report: PlaywrightReport | undefined, exitCode: number): Counts;
export function summaryLine(counts: Counts): string;
