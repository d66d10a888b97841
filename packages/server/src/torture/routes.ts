/**
 * The stories that are run, one for each kind of promise, and what a whole run of each must have written. The webhook of
 * each is called with the same kind of body; every other event is found by the run that it belongs to.
 */
import type { ActionSketch, StorySketch } from './story-file.ts';

export interface SentBody {
  readonly id: string;
  readonly number: number;
  readonly items: readonly number[];
  /** How long the story `delay` waits. */
  readonly seconds: number;
  /** What the story `once` lets pass once. */
  readonly key: string;
}

interface Step extends ActionSketch {
  /** One event for each item, instead of one. */
  readonly isPerItem?: true;
  /** Does not happen when the outcome of the run's request is unknown. */
  readonly isAfterEffect?: true;
  /** Happens in the run that was first with its key, and in no other. */
  readonly isForFirst?: true;
}

interface Route extends StorySketch {
  readonly actions: readonly Step[];
}

export const routeNames = ['answer', 'post', 'keyed', 'put', 'fan', 'delay', 'call', 'once'] as const;
export type RouteName = (typeof routeNames)[number];

const secret = 'torture';
/** What the stub's address is in these sketches. */
const stubPlaceholder = 'http://stub.invalid';

const receive = (route: RouteName): Step => ({
  name: 'Receive',
  type: 'Webhook',
  options: { path: `torture-${route}`, secret, verbs: 'post' },
});

const transform = (name: string, payload: object): Step => ({
  name,
  type: 'EventTransformation',
  options: { mode: 'message_only', loop: false, payload },
});

const shape = transform('Shape', { id: '<<receive.body.id>>', doubled: '=receive.body.number * 2' });
const finish = transform('Finish', { id: '<<receive.body.id>>', doubled: '=receive.body.number * 2' });

const request = (name: string, method: 'post' | 'put', path: string, more: object = {}): Step => ({
  name,
  type: 'HTTPRequest',
  options: {
    url: `${stubPlaceholder}/${path}`,
    method,
    content_type: 'application_json',
    payload: { id: '<<receive.body.id>>' },
    timeout: 20,
    ...more,
  },
});

export const routes: Readonly<Record<RouteName, Route>> = {
  answer: { name: 'Torture: answer', role: 'answers', actions: [receive('answer'), shape, finish] },
  post: {
    name: 'Torture: a request that must not be repeated',
    actions: [
      receive('post'),
      shape,
      { ...request('Post', 'post', 'once'), isAfterEffect: true },
      { ...finish, isAfterEffect: true },
    ],
  },
  keyed: {
    name: 'Torture: a request that is tried again under the same key',
    actions: [
      receive('keyed'),
      request('Post', 'post', 'keyed', { retry_on_status: ['503'], repeat_when_unknown: true }),
      finish,
    ],
  },
  put: {
    name: 'Torture: a request that may be repeated',
    actions: [receive('put'), request('Put', 'put', 'put'), finish],
  },
  fan: {
    name: 'Torture: take apart and put together',
    actions: [
      receive('fan'),
      {
        name: 'Each',
        type: 'EventTransformation',
        options: { mode: 'explode', path: '=receive.body.items', to: 'item' },
        isPerItem: true,
      },
      { ...transform('Shape', { item: '=each.item', id: '<<receive.body.id>>' }), isPerItem: true },
      {
        name: 'Collect',
        type: 'EventTransformation',
        options: {
          mode: 'implode',
          item_path: '=shape.item',
          guid_path: '<<each.guid>>',
          size_path: '<<each.size>>',
        },
      },
      finish,
    ],
  },
  delay: {
    name: 'Torture: wait',
    actions: [
      receive('delay'),
      { name: 'Wait', type: 'EventTransformation', options: { mode: 'delay', seconds: '=receive.body.seconds' } },
      finish,
    ],
  },
  call: {
    name: 'Torture: call',
    actions: [
      receive('call'),
      {
        name: 'Call',
        type: 'SendToStory',
        options: { story: '<<STORY.torture_called>>', payload: { id: '<<receive.body.id>>' } },
      },
      finish,
    ],
  },
  once: {
    name: 'Torture: once for each key',
    actions: [
      receive('once'),
      {
        name: 'Unique',
        type: 'EventTransformation',
        options: { mode: 'deduplicate', path: '<<receive.body.key>>', period: 86_400 },
        isForFirst: true,
      },
      { ...finish, isForFirst: true },
    ],
  },
};

/** Called by `call`; slow enough to be cut in the middle. */
export const called: Route = {
  name: 'Torture called',
  role: 'called',
  actions: [
    { name: 'Enter', type: 'Webhook', options: { path: 'torture-called', secret, verbs: 'post' } },
    { name: 'Pause', type: 'EventTransformation', options: { mode: 'delay', seconds: 0.2 } },
    transform('Leave', { id: '<<enter.body.id>>' }),
  ],
};

/** Starts by itself, once a minute. */
export const ticking: Route = {
  name: 'Torture: tick',
  actions: [
    { ...transform('Tick', { ticked: true }), schedule: [{ cron: '* * * * *', timezone: 'UTC' }] },
    transform('Mark', { marked: true }),
  ],
};

export function pathOf(route: RouteName): string {
  return `/webhook/torture-${route}/${secret}`;
}

/** The sketch with the stub's real address in it. */
export function withStub(sketch: StorySketch, stubUrl: string): StorySketch {
  return JSON.parse(JSON.stringify(sketch).replaceAll(stubPlaceholder, stubUrl));
}

/** How a run stands that is to be compared with what it must have written. */
export interface RunFacts {
  readonly items: number;
  readonly isUnknown: boolean;
  readonly isFirst: boolean;
}

/** How many events each action of a whole run has written. */
export function expectedEvents(route: Route, { items, isUnknown, isFirst }: RunFacts): ReadonlyMap<string, number> {
  return new Map(
    route.actions.map((step) => {
      const happens = !(step.isAfterEffect && isUnknown) && !(step.isForFirst && !isFirst);
      return [step.name, happens ? (step.isPerItem ? items : 1) : 0];
    }),
  );
}

/** The events of a whole run without any misfortune: what an answer may rely on. */
export function isAnswerRight(route: RouteName, { id, number }: SentBody, answer: string): boolean {
  if (route !== 'answer') return true;
  try {
    const given: unknown = JSON.parse(answer);
    return JSON.stringify(given) === JSON.stringify({ id, doubled: number * 2 });
  } catch {
    return false;
  }
}
