import type { Problem } from '../api/problem.js';
import { problemLines } from '../api/problem.js';
import { t } from '../strings.js';
import { Icon } from './icons.js';

/** One clear message: what happened, why, what to do next. */
export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: (() => void) | undefined }) {
  const { title, lines } = problemLines(problem);
  return (
    <div class="notice" role="alert" data-testid="problem" data-code={problem.code}>
      <span class="notice-icon">
        <Icon name="alert" size={18} />
      </span>
      <div>
        <strong>{title}</strong>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {onRetry !== undefined && (
          <button type="button" class="button" onClick={onRetry}>
            {t.retry}
          </button>
        )}
      </div>
    </div>
  );
}
