import { describe, expect, it } from '@jest/globals';
import { ApiError, nextStep, parseProblem, problemLines, problemOf } from '../../../web/src/api/problem.js';

describe('an error answer becomes one problem', () => {
  it('takes code, title and detail of problem+json', () => {
    const body = JSON.stringify({
      type: 'about:blank',
      status: 422,
      code: 'export_encrypted',
      title: 'Encrypted',
      detail: 'Why',
    });
    expect(parseProblem(422, body, null)).toEqual({
      status: 422,
      code: 'export_encrypted',
      title: 'Encrypted',
      detail: 'Why',
      retryAfter: null,
      importId: null,
    });
  });

  it('keeps the running import of a 409', () => {
    const body = JSON.stringify({ code: 'import_running', title: 'Running', import_id: 'i-1' });
    expect(parseProblem(409, body, null)).toMatchObject({ code: 'import_running', importId: 'i-1' });
  });

  it.each([
    [502, '<html>Bad gateway</html>', 'internal'],
    [404, '', 'not_found'],
    [410, 'null', 'gone'],
    [413, '[]', 'upload_too_large'],
    [418, '{}', 'unexpected'],
  ])('makes sense of a %i that is not a problem document', (status, body, code) => {
    const problem = parseProblem(status, body, null);
    expect(problem.code).toBe(code);
    expect(problem.title).not.toBe('');
  });

  it('does not trust the types of members', () => {
    const problem = parseProblem(400, JSON.stringify({ code: 7, title: { a: 1 }, detail: ['x'], import_id: 3 }), null);
    expect(problem).toMatchObject({ code: 'unexpected', detail: '', importId: null });
  });

  it('reads Retry-After as seconds and as a date', () => {
    expect(parseProblem(429, '', '42').retryAfter).toBe(42);
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(parseProblem(503, '', inAMinute).retryAfter).toBeGreaterThan(55);
    expect(parseProblem(503, '', 'soon').retryAfter).toBeNull();
  });
});

describe('what to do next', () => {
  it('is the wait where the server names one', () => {
    expect(nextStep(parseProblem(429, '', '42'))).toBe('Try again in 42 seconds.');
  });

  it('is told for each way an export can be wrong', () => {
    for (const code of ['export_not_zip', 'export_encrypted', 'export_truncated', 'export_no_pages', 'export_bomb']) {
      expect(nextStep(parseProblem(422, JSON.stringify({ code, title: 'x' }), null))).not.toBe('');
    }
  });

  it('says nothing twice', () => {
    const body = JSON.stringify({ code: 'unprocessable', title: 'Impossible', detail: 'Impossible' });
    expect(problemLines(parseProblem(422, body, null))).toEqual({ title: 'Impossible', lines: [] });
  });

  it('exists for what was thrown by accident, too', () => {
    expect(problemOf(new Error('boom'))).toMatchObject({ code: 'internal', detail: 'boom' });
    const problem = parseProblem(404, '', null);
    expect(problemOf(new ApiError(problem))).toBe(problem);
  });
});
