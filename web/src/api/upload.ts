import { api } from './client.js';
import { ApiError, offlineProblem, parseProblem } from './problem.js';
import type { ImportDoc } from './types.js';

export interface Upload {
  done: Promise<ImportDoc>;
  abort(): void;
}

const aborted = (): DOMException => new DOMException('aborted', 'AbortError');

/** POSTs an export. XMLHttpRequest, because fetch reports no upload progress. */
export function uploadExport(file: File, onProgress: (loaded: number, total: number) => void): Upload {
  const request = new XMLHttpRequest();
  let wanted = true;
  const sent = new Promise<ImportDoc>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : file.size);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve(JSON.parse(request.responseText) as ImportDoc);
        } catch {
          reject(new ApiError(parseProblem(502, '', null)));
        }
        return;
      }
      const retryAfter = request.getResponseHeader('Retry-After');
      reject(new ApiError(parseProblem(request.status, request.responseText, retryAfter)));
    };
    request.onerror = () => reject(new ApiError(offlineProblem()));
    request.onabort = () => reject(aborted());
  });
  const start = async (): Promise<ImportDoc> => {
    // So large a request is not sent twice: the session it needs is looked after before.
    await api.me();
    if (!wanted) throw aborted();
    const body = new FormData();
    body.append('file', file);
    request.open('POST', api.importsUrl);
    request.setRequestHeader('accept', 'application/json');
    request.send(body);
    return sent;
  };
  const abort = (): void => {
    wanted = false;
    request.abort();
  };
  return { done: start(), abort };
}
