import { StandardSchemaValidationPipe } from '@nestjs/common';
import { AppError, type FieldError } from '../errors/app-error.js';

/**
 * Validates every parameter that names a zod schema (`@Body({ schema })`, `@Query({ schema })`, `@Param({ schema })`)
 * and hands the handler the parsed value.
 */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new AppError('validation_failed', {
        detail: 'Some values do not validate; `errors` names each.',
        errors: issues
          .slice(0, 50)
          .map((issue): FieldError => ({ path: (issue.path ?? []).map(segment).join('.'), message: issue.message })),
      }),
  });
}

function segment(part: PropertyKey | { key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part);
}
