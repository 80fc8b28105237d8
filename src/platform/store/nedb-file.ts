import { open, type FileHandle } from 'node:fs/promises';

/**
 * A process killed while it appends leaves half a line, which nobody was told is stored: every acknowledged line ends
 * in a newline. It is cut off before the file is read, so that damage anywhere else can be refused outright.
 */
export async function cutTornLine(file: string): Promise<void> {
  const handle = await openExisting(file);
  if (!handle) return;
  try {
    const { size } = await handle.stat();
    const end = await endOfLastLine(handle, size);
    if (end < size) await handle.truncate(end);
  } finally {
    await handle.close();
  }
}

async function openExisting(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The offset after the last newline, read backwards a piece at a time. */
async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; end -= piece.length) {
    const start = Math.max(0, end - piece.length);
    const { bytesRead } = await handle.read(piece, 0, end - start, start);
    const newline = piece.subarray(0, bytesRead).lastIndexOf('\n');
    if (newline !== -1) return start + newline + 1;
  }
  return 0;
}

/** NeDB splits its file at these too when it reads it, and JSON leaves them bare inside strings. */
export function escapeLineBreaks(line: string): string {
  return line.replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Indexes are what the code declares, never what an older version wrote into the file. */
export function skipIndexLines(line: string): string {
  return line.startsWith('{"$$index') ? '{}' : line;
}
