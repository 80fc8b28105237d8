import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Who holds the directory. `started` tells a process from a later one that was given the same number. */
interface Holder {
  pid: number;
  host: string;
  started: string | null;
  token: string;
}

const BEAT_MS = 3_000;
/** A holder on another host that has not touched the lock for so long is dead. */
const SILENCE_MS = 12_000;

/**
 * DATA_DIR for this process alone. A holder on this host is judged by its process, so that one killed a moment ago is
 * succeeded at once; one on another host (a container that was made anew) by how long it has been silent.
 * @throws Error that says which process is in the way and what to do
 */
export async function lockDataDir(data_dir: string): Promise<{ release: () => Promise<void> }> {
  await mkdir(data_dir, { recursive: true, mode: 0o700 });
  const lock = join(data_dir, 'lock');
  const me: Holder = {
    pid: process.pid,
    host: hostname(),
    started: (await lookUp(process.pid))?.started ?? null,
    token: randomUUID(),
  };

  while (!(await claim(lock, me))) {
    const holder = await read(lock);
    if (!holder) continue;
    const silent_ms = await silenceOf(lock);
    if (holder.host === me.host ? await isAlive(holder) : silent_ms < SILENCE_MS) {
      if (holder.host === me.host || (await beats(lock, silent_ms))) throw inUse(data_dir, holder);
      continue;
    }
    await evict(lock, holder, data_dir);
  }

  const beat = setInterval(() => void touch(lock), BEAT_MS);
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      if ((await read(lock))?.token === me.token) await unlink(lock);
    },
  };
}

/** Linking a finished file makes the lock appear whole or not at all. */
async function claim(lock: string, me: Holder): Promise<boolean> {
  const draft = `${lock}.${me.token}`;
  await writeFile(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Moves the dead holder's lock away. Another process may have done so first: then what was moved is its live lock. */
async function evict(lock: string, dead: Holder, data_dir: string): Promise<void> {
  const moved = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = await read(moved);
  if (holder && holder.token !== dead.token) {
    await link(moved, lock);
    await unlink(moved);
    throw inUse(data_dir, holder);
  }
  await unlink(moved);
}

async function read(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new Error(`${file} is not a lock: if no process uses this directory, remove that file`, { cause: error });
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const found = await lookUp(holder.pid);
  if (!found) return true;
  // A zombie writes no more; only its parent has not taken note yet.
  return found.state !== 'Z' && (holder.started === null || found.started === holder.started);
}

/** A process' state and when it started, in the kernel's ticks since this boot; null where there is no /proc. */
async function lookUp(pid: number): Promise<{ state: string | undefined; started: string } | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat_line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in brackets, may hold spaces: count from its end.
    const fields = stat_line.slice(stat_line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: `${boot.trim()} ${fields[19] ?? ''}` };
  } catch {
    return null;
  }
}

/** Watches a lock of another host for a beat. */
async function beats(lock: string, silent_ms: number): Promise<boolean> {
  let before = silent_ms;
  while (before < SILENCE_MS) {
    await wait(BEAT_MS / 3);
    const now = await silenceOf(lock);
    if (now < before) return true;
    before = now;
  }
  return false;
}

async function silenceOf(lock: string): Promise<number> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Infinity;
    throw error;
  }
}

async function touch(lock: string): Promise<void> {
  const now = new Date();
  // Where the disk fails here, the store's own writes say so.
  await utimes(lock, now, now).catch(() => undefined);
}

function inUse(data_dir: string, holder: Holder): Error {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new Error(
    `DATA_DIR ${data_dir} is in use by process ${holder.pid}${where}: stop it, or choose another DATA_DIR`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
