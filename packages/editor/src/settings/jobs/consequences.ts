/** What is lost with jobs that are deleted: with all of a list, and with one. */
export const consequences = {
  queued: {
    all: 'What they would have done is not done, in no story. Runs that wait for them end there.',
    one: 'What it would have done is not done. A run that waits for it ends there.',
  },
  retry: {
    all: 'No further attempt is made. Runs that wait for them end there.',
    one: 'No further attempt is made. A run that waits for it ends there.',
  },
  dead: {
    all: 'Only this list is emptied. Events and logs stay.',
    one: 'It only leaves this list. Its event and its logs stay.',
  },
} as const;
