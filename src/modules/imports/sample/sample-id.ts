import { uuidV5 } from '../../../core/notion/ids.js';

/** The namespace of every id in the sample; made once at random. */
const NAMESPACE = '5d1f0f3a-6c1b-4f0e-9a54-c1f3f2b7a680';

/** The same page has the same id on every machine, so links into the sample stay good. */
export function sampleId(key: string): string {
  return uuidV5(key, NAMESPACE);
}
