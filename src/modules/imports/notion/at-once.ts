/**
 * Works on a queue, so many at once. Where one fails the rest of the queue is left, and what is under way is waited for:
 * whoever comes after must not meet one that is still writing.
 */
export async function atOnce<T>(many: number, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !stopped && next.done !== true; next = queue.next()) {
      try {
        await work(next.value);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: many }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
