/** What the process's exit code says to scripts. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Done, with more quarantined records than the job allows. */
  quarantined: 3,
  interrupted: 130,
  terminated: 143,
} as const;
