import { randomUUID } from 'node:crypto';

/** The one clock, injected, so that a test can hold it or make it jump. */
export interface Clock {
  now(): Date;
}

export const CLOCK = Symbol('CLOCK');
export const systemClock: Clock = { now: () => new Date() };

/** The one maker of ids (UUIDv4), injected beside the clock. */
export interface Ids {
  next(): string;
}

export const IDS = Symbol('IDS');
export const randomIds: Ids = { next: () => randomUUID() };
