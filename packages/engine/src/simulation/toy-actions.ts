/** Action types of the simulation: one for each way in which an action can behave, and nothing more. */
import type { Value } from '@fabula/formula';
import type { ActionInput, ActionType, ActionTypes, MemoryDecision, Outcome, Plan } from '../action-type.ts';

function toy(name: string, plan: (input: ActionInput) => Plan): ActionType {
  return {
    type: `Agents::${name}`,
    title: name,
    canReceive: true,
    canEmit: true,
    canBeScheduled: false,
    defaultOptions: () => ({}),
    plan,
  };
}

const pure = (outcome: Outcome): Plan => ({ kind: 'pure', outcome });
const emit = (...payloads: Value[]): Outcome => ({ kind: 'emit', payloads });
const numberOption = (input: ActionInput, key: string): number => Number(input.raw(key));

/** Waits `seconds`, then emits. */
const wait = toy('Wait', (input) =>
  input.resumed === null
    ? pure({ kind: 'later', dueAt: input.now + numberOption(input, 'seconds') * 1000, state: { due: true } })
    : pure(emit({ waited: true })),
);

/** Collects `size` events and emits how many they were. */
const collect = toy('Collect', (input) => {
  const key = input.environment.run?.storyRunGuid ?? '';
  return {
    kind: 'memory',
    keys: [key],
    decide: (read): MemoryDecision => {
      const count = Number(read(key) ?? 0) + 1;
      const put = [{ key, value: count }];
      const append = { key, item: 1 };
      if (count < numberOption(input, 'size')) return { put, append, outcome: { kind: 'nothing' } };
      return { append, collect: { key, outcome: (items) => emit({ collected: items.length }) } };
    },
  };
});

/** Sends the run's guid to the outside; fails and retries as the world likes. */
const send = toy('Send', (input) => ({
  kind: 'effect',
  isRepeatable: input.raw('repeatable') === true,
  perform: async (ports) => {
    const answer = await ports.outgoing.send(
      {
        method: 'POST',
        url: `sim:${input.environment.run?.storyRunGuid}:${input.action.id}`,
        headers: [],
        body: null,
        timeoutMs: 1000,
        followRedirects: false,
        verifyTls: true,
        maxResponseBytes: 1000,
      },
      ports.signal,
    );
    if (answer.ok) return emit({ status: answer.value.status });
    if (input.attempt >= 3) return { kind: 'fail', message: answer.error.message };
    return { kind: 'later', dueAt: ports.now() + 1000, state: null, isRetry: true };
  },
}));

export const toyActions: ActionTypes = new Map(
  [
    toy('Pass', () => pure(emit({ passed: true }))),
    toy('Explode', (input) => pure(emit(...Array.from({ length: numberOption(input, 'count') }, (_, index) => index)))),
    toy('Poison', () => pure(emit('poison'))),
    toy('Call', (input) =>
      input.resumed === null
        ? pure({ kind: 'call', target: { name: String(input.raw('story')) }, payload: {} })
        : pure(emit(input.resumed)),
    ),
    wait,
    collect,
    send,
  ].map((type) => [type.type, type]),
);
