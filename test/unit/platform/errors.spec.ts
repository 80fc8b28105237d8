import { HttpException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { toAppError, toProblem } from '../../../src/platform/errors/problem.js';

describe('a problem document', () => {
  it('says what the table and the thrower say', () => {
    const error = new AppError('import_running', { detail: 'Wait for it.', extra: { import_id: 'abc' } });
    expect(toProblem(error)).toEqual({
      type: 'urn:notion-graph:error:import_running',
      title: 'An import is already running',
      status: 409,
      code: 'import_running',
      detail: 'Wait for it.',
      import_id: 'abc',
    });
  });

  it.each([
    [new HttpException('gone', 404), 'not_found'],
    [Object.assign(new Error('body'), { statusCode: 413 }), 'upload_too_large'],
    [Object.assign(new Error('teapot'), { statusCode: 418 }), 'malformed_request'],
    [new Error('SELECT * FROM secrets'), 'internal'],
    ['a string', 'internal'],
    [undefined, 'internal'],
  ])('is made of anything that is thrown', (thrown, code) => {
    const problem = toProblem(toAppError(thrown));
    expect(problem.code).toBe(code);
    expect(JSON.stringify(problem)).not.toContain('SELECT');
  });
});
