/** Every kind of job. A process that runs jobs refuses to start unless each has its handler. */
export const JOB_NAMES = ['import', 'compile', 'cleanup'] as const;

export type JobName = (typeof JOB_NAMES)[number];
