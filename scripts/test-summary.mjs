/**
 * Turns the runners' own reports into the one line `N passed, N failed`. Apart from the runner, and pure, because its
 * mistakes would be silent: whatever goes wrong (a crash, no report, no test at all) must come out as a failure.
 */

export const noTests = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** Counts of several runs, added up. */
export function sum(...counts) {
  return counts.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    noTests,
  );
}

/** A run that ended badly, or ran nothing, has at least one failure even where its report names none. */
function atLeastOneFailure(counts, exitCode) {
  const ran = counts.passed + counts.failed + counts.skipped;
  const wentWrong = exitCode !== 0 || ran === 0;
  return wentWrong && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** From `jest --json`; `report` is undefined where Jest did not get as far as writing it. */
export function fromJest(report, exitCode) {
  const counts = {
    passed: report?.numPassedTests ?? 0,
    // A file that does not even load has no tests to count: it counts as one.
    failed: (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
  return atLeastOneFailure(counts, exitCode);
}

/** From Playwright's JSON reporter; `errors` are those outside any test, such as a file that does not load. */
export function fromPlaywright(report, exitCode) {
  const counts = {
    passed: report?.stats?.expected ?? 0,
    failed: (report?.stats?.unexpected ?? 0) + (report?.stats?.flaky ?? 0) + (report?.errors?.length ?? 0),
    skipped: report?.stats?.skipped ?? 0,
  };
  return atLeastOneFailure(counts, exitCode);
}

/** The last line of `npm test` and of `.ci/run`. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
