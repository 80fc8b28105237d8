import { describe, expect, it } from '@jest/globals';
import { fromJest, fromPlaywright, sum, summaryLine } from '../../../scripts/test-summary.mjs';

describe('the last line of npm test', () => {
  it('adds the runners up and names skipped tests only where there are any', () => {
    const jest = fromJest({ numPassedTests: 40, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 }, 0);
    const playwright = fromPlaywright({ stats: { expected: 5, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] }, 0);

    expect(summaryLine(sum(jest, playwright))).toBe('45 passed, 0 failed, 3 skipped');
    expect(summaryLine(playwright)).toBe('5 passed, 0 failed');
  });

  it('counts a test file that does not load as a failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    expect(fromJest(report, 1)).toEqual({ passed: 3, failed: 3, skipped: 0 });

    const broken = {
      stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 0 },
      errors: [{ message: 'SyntaxError' }],
    };
    expect(fromPlaywright(broken, 1)).toEqual({ passed: 2, failed: 3, skipped: 0 });
  });

  it.each([
    ['crashes without a report', undefined, 1],
    ['ends badly though its report is clean', { numPassedTests: 3 }, 1],
    ['finds no test', { numPassedTests: 0 }, 0],
    ['writes no report though it ends well', undefined, 0],
  ])('counts a runner that %s as one failure', (_what, report, exitCode) => {
    expect(fromJest(report, exitCode).failed).toBe(1);
    expect(fromPlaywright(report && { stats: { expected: report.numPassedTests } }, exitCode).failed).toBe(1);
  });
});
