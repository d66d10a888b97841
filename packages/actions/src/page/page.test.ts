import { getKey, isObjectValue, stringifyJson, type Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { withRunRules } from '../rules/with-run-rules.ts';
import { actionInput, definedAction, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { page } from './definition.ts';
import { prefilled } from './prefill.ts';
import { readSubmission, type Sent, stateReader, writtenIn } from './read-submission.ts';
import { pageVisibility, resolveAfter, resolvePage } from './resolve-page.ts';
import type { ShownElement } from './shown-page.ts';

const type = 'Agents::FormAgent';

interface Facts {
  readonly options?: Record<string, unknown>;
  readonly page?: Record<string, unknown>;
  readonly tree?: Record<string, unknown>;
}

function opened({ options = {}, page: stored, tree = {} }: Facts) {
  const given = objectOf(options);
  const action = definedAction({
    type,
    name: 'Ask',
    slug: 'ask',
    page: stored === undefined ? null : objectOf(stored),
  });
  const reader = actionInput({ options: given, action, tree: objectOf({ META: { team: 't' }, ...tree }) });
  return { action, reader, shown: resolvePage(action, reader) };
}

const elementsOf = (facts: Facts): readonly ShownElement[] =>
  opened(facts).shown.containers.flatMap(({ rows }) => rows.flat());

function submitted(facts: Facts, sent: Record<string, readonly Value[]>) {
  const { shown, reader } = opened(facts);
  return readSubmission(shown, new Map(Object.entries(sent)) as Sent, reader);
}

function bodyOf(facts: Facts, sent: Record<string, readonly Value[]>): string {
  const submission = submitted(facts, sent);
  if (!submission.ok) throw new Error(JSON.stringify(submission.problems));
  return stringifyJson(submission.body);
}

function problemsOf(facts: Facts, sent: Record<string, readonly Value[]>): string[] {
  const submission = submitted(facts, sent);
  return submission.ok ? [] : submission.problems.map(({ input, message }) => `${input}: ${message}`);
}

const fields = (...list: readonly Record<string, unknown>[]): Facts => ({ page: { fields: list } });

describe('the event of a submission', () => {
  optionTest(type, 'event', 'has a key for each element, in the documented types', () => {
    const facts = fields(
      { guid: 't', type: 'TITLE', name: 'Heading', content: 'Hello' },
      { guid: 's', type: 'SHORT_TEXT', name: 'Short text' },
      { guid: 'l', type: 'LONG_TEXT', name: 'Long text' },
      { guid: 'e', type: 'EMAIL', name: 'Email' },
      { guid: 'u', type: 'URL', name: 'URL' },
      { guid: 'o', type: 'OPTION', name: 'Option', options: ['Option 1', 'Option 2'] },
      { guid: 'd', type: 'DATE_TIME', name: 'Date or time' },
      { guid: 'b', type: 'BOOLEAN', name: 'Boolean' },
      { guid: 'n', type: 'NUMBER', name: 'Number' },
      { guid: 'r', type: 'SLIDER', name: 'Slider', min: 0, max: 10 },
      { guid: 'f', type: 'FILE_UPLOAD', name: 'File upload' },
      { guid: 'p', type: 'PASSWORD', name: 'Password' },
      { guid: 'go', type: 'BUTTON', name: 'Button', content: 'Submit' },
    );
    const file = objectOf({ name: 'a.png', type: 'image/png', contents: 'UE5H' });
    expect(
      bodyOf(facts, {
        s: ['hi'],
        l: ['a\r\nb'],
        e: ['a@example.com'],
        u: ['https://example.com/x'],
        o: ['Option 1'],
        d: ['2025-05-29T12:00'],
        b: ['true'],
        n: ['1'],
        r: ['7'],
        f: [file],
        p: ['s3cret'],
        button: ['go'],
      }),
    ).toBe(
      '{"short_text":"hi","long_text":"a\\nb","email":"a@example.com","url":"https://example.com/x","option":["Option 1"],' +
        '"date_or_time":"2025-05-29 12:00:00","boolean":true,"number":1,"slider":7,' +
        '"file_upload":{"name":"a.png","type":"image/png","contents":"UE5H"},"password":"redacted","button":"Submit"}',
    );
    expect(bodyOf(facts, {})).toBe(
      '{"short_text":"","long_text":"","email":"","url":"","option":[],"date_or_time":null,"boolean":false,"number":null,' +
        '"slider":null,"file_upload":null,"password":""}',
    );
  });

  it('keeps what a formula makes of a password, never the password', () => {
    const facts = (store_value_as: string) => fields({ guid: 'p', type: 'PASSWORD', name: 'Pin', store_value_as });
    expect(bodyOf(facts('=UPCASE(password_value)'), { p: ['abc'] })).toBe('{"pin":"ABC"}');
    expect(bodyOf(facts('=password_value'), { p: ['abc'] })).toBe('{"pin":"redacted"}');
  });

  it.each([
    ['required', { type: 'SHORT_TEXT', required: true }, [''], 'x: This must be filled in'],
    ['an option that is none', { type: 'OPTION', options: ['a'] }, ['b'], 'x: Choose one of the options'],
    ['two options of one', { type: 'OPTION', options: ['a', 'b'] }, ['a', 'b'], 'x: Choose one option only'],
    ['an e-mail address', { type: 'EMAIL' }, ['nobody'], 'x: Write an e-mail address, such as name@example.com'],
    ['an address', { type: 'URL' }, ['example'], 'x: Write an address, such as https://example.com'],
    ['a number', { type: 'NUMBER' }, ['many'], 'x: Write a number'],
    ['a number below', { type: 'SLIDER', min: 2 }, ['1'], 'x: Write a number not below 2'],
    ['a number above', { type: 'NUMBER', max: 2 }, ['3'], 'x: Write a number not above 2'],
    ['a day that is none', { type: 'DATE' }, ['2025-02-30'], 'x: Choose a date or time that exists'],
    ['too many characters', { type: 'SHORT_TEXT', max_characters: 2 }, ['abc'], 'x: Write at most 2 characters'],
    [
      'a pattern',
      { type: 'SHORT_TEXT', validation_pattern: '^[A-Z]{3}-\\d+$', validation_error_message: 'As ABC-1, please' },
      ['abc'],
      'x: As ABC-1, please',
    ],
    ['a file', { type: 'FILE_UPLOAD', required: true }, [], 'x: Choose a file'],
  ])('is refused for %s', (_, field, sent, problem) => {
    expect(problemsOf(fields({ guid: 'x', name: 'X', ...field }), { x: sent })).toEqual([problem]);
  });

  it('searches patterns in linear time', () => {
    const facts = fields({ guid: 'x', type: 'SHORT_TEXT', name: 'X', validation_pattern: '^(a+)+$' });
    const started = performance.now();
    expect(problemsOf(facts, { x: [`${'a'.repeat(20_000)}!`] })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('gives dates and times by their mode', () => {
    const of = (date_mode: string, sent: string) =>
      bodyOf(fields({ guid: 'd', type: 'DATE_TIME', name: 'When', date_mode }), { d: [sent] });
    expect(of('DATE', '2024-02-29')).toBe('{"when":"2024-02-29"}');
    expect(of('TIME', '09:30')).toBe('{"when":"09:30:00"}');
    expect(of('DATE_TIME', '2025-05-29T09:30:15')).toBe('{"when":"2025-05-29 09:30:15"}');
  });
});

describe('conditions', () => {
  const facts = (condition: Record<string, unknown>): Facts => ({
    page: {
      fields: [
        { guid: 'kind', type: 'OPTION', name: 'Kind', options: ['Bug', 'Idea'] },
        { guid: 'steps', type: 'SHORT_TEXT', name: 'Steps', required: true, default_value: 'none' },
      ],
      conditions: [{ field_guids: ['steps'], ...condition }],
    },
  });
  const rule = (operator: string, value: string, more = {}) => ({ field_guid: 'kind', operator, value, ...more });

  it.each([
    ['show', 'all', [rule('is', 'bug')], 'Bug', true],
    ['show', 'all', [rule('is', 'bug', { case_sensitive: true })], 'Bug', false],
    ['show', 'some', [rule('is', 'x'), rule('matches', '^b')], 'Bug', true],
    ['show', 'none', [rule('is', 'bug')], 'Bug', false],
    ['hide', 'all', [rule('contains', 'ug')], 'Bug', false],
    ['hide', 'all', [rule('is_empty', '')], 'Bug', true],
    ['show', 'all', [{ formula: '=flag' }], 'Bug', true],
  ])('%s when %s of %j holds', (action, match, rules, kind, isShown) => {
    const given = { ...facts({ action, match, rules }), tree: { flag: true } };
    const { shown, reader } = opened(given);
    const steps = shown.containers[0]?.rows[0]?.[1];
    if (steps === undefined) throw new Error('no element');
    const sent = new Map([['kind', [kind]]]);
    expect(stateReader(writtenIn(shown, sent), reader)(steps).isShown).toBe(isShown);
    // What is hidden is neither asked for nor taken.
    expect(problemsOf(given, { kind: [kind] })).toEqual(isShown ? ['steps: This must be filled in'] : []);
    if (!isShown) expect(bodyOf(given, { kind: [kind], steps: ['smuggled'] })).toBe('{"kind":["Bug"]}');
  });

  it('that switch off leave the default', () => {
    const given = facts({ action: 'disable', match: 'all', rules: [rule('is', 'Bug')] });
    expect(bodyOf(given, { kind: ['Bug'], steps: ['smuggled'] })).toBe('{"kind":["Bug"],"steps":"none"}');
  });

  it('hold for containers', () => {
    const given: Facts = {
      page: {
        containers: [
          { guid: 'c', name: 'More', conditions: [{ action: 'hide', match: 'all', rules: [{ formula: '=TRUE' }] }] },
        ],
        fields: [{ guid: 'x', type: 'SHORT_TEXT', name: 'X', required: true, container_guid: 'c' }],
      },
    };
    expect(bodyOf(given, { x: ['smuggled'] })).toBe('{}');
  });
});

describe('contents', () => {
  it('are read with the received event', () => {
    const tree = { hook: { name: 'Ada', rows: [{ a: 1, b: 2 }, { a: 3 }] } };
    const [text, table, chart] = elementsOf({
      ...fields(
        { type: 'PARAGRAPH', name: 'P', content: 'Hello **<<hook.name>>**' },
        { type: 'TABLE', name: 'T', content: '=hook.rows', is_searchable: true, allow_table_row_selection: true },
        { type: 'GRAPH', name: 'G', content: '=hook.rows', graph_type: 1, graph_direction: 'HORIZONTAL' },
      ),
      tree,
    });
    expect(text).toMatchObject({ kind: 'text', content: 'Hello **Ada**' });
    expect(table).toMatchObject({
      kind: 'table',
      columns: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', ''],
      ],
      isSearchable: true,
    });
    expect(chart).toMatchObject({
      kind: 'chart',
      chart: 'line',
      labels: ['1', '3'],
      series: [{ name: 'b', values: [2, 0] }],
    });
  });

  it('of a loop stand once for each element, their inputs in a list', () => {
    const facts: Facts = {
      page: {
        containers: [{ guid: 'c', name: 'People', loop: '=hook.people' }],
        fields: [
          {
            ...{ guid: 'x', type: 'SHORT_TEXT', name: 'Role', container_guid: 'c' },
            description: '<<META.page_elements_loop.index>>: <<META.page_elements_loop.value>> (<<META.team>>)',
          },
        ],
      },
      tree: { hook: { people: ['Ada', 'Alan'] } },
    };
    expect(elementsOf(facts).map(({ input, description }) => [input, description])).toEqual([
      ['x:0', '0: Ada (t)'],
      ['x:1', '1: Alan (t)'],
      ['button', null],
    ]);
    expect(bodyOf(facts, { 'x:0': ['boss'], 'x:1': [''] })).toBe('{"people":[{"role":"boss"},{"role":""}]}');
  });

  it('of a loop that the visitor drives have a row more for each that was added', () => {
    const stored = {
      containers: [{ guid: 'c', name: 'Hosts', user_driven_loop: true }],
      fields: [{ guid: 'x', type: 'SHORT_TEXT', name: 'Host', container_guid: 'c' }],
    };
    const { action, reader } = opened({ page: stored });
    expect(resolvePage(action, reader).containers[0]?.rows).toHaveLength(1);
    expect(resolvePage(action, reader, new Map([['c', 3]])).containers[0]?.rows).toHaveLength(3);
  });

  it('chosen rows of a table are in the event', () => {
    const facts = {
      ...fields({ guid: 't', type: 'TABLE', name: 'T', content: '=rows', allow_table_row_selection: true }),
    };
    const tree = { rows: [{ id: 1 }, { id: 2 }] };
    expect(bodyOf({ ...facts, tree }, { t: ['1'] })).toBe('{"t":[{"id":2}]}');
  });

  it('show images that are there, and name those that are elsewhere', () => {
    const image = (content: unknown) => elementsOf(fields({ type: 'IMAGE', name: 'I', content }))[0];
    expect(image({ name: 'a.svg', type: 'image/svg+xml', contents: 'UE5H' })).toMatchObject({
      source: 'data:image/svg+xml;base64,UE5H',
    });
    expect(image('https://example.com/a.png')).toMatchObject({ source: null, address: 'https://example.com/a.png' });
    expect(image('javascript:alert(1)')).toMatchObject({ source: null, address: null });
  });

  optionTest(type, 'fields', 'has the contents where the story has none for the page', () => {
    const list = [{ guid: 'x', type: 'SHORT_TEXT', name: 'X' }];
    expect(elementsOf({ options: { fields: list } })[0]).toMatchObject({ kind: 'short_text', slug: 'x' });
    expect(elementsOf({ options: { fields: { fields: list } } })[0]).toMatchObject({ slug: 'x' });
    // As exports have it: nothing but the button that every page has.
    expect(elementsOf({ options: { fields: '' } })).toMatchObject([{ kind: 'button', content: 'Submit' }]);
  });
});

describe('options of a page', () => {
  optionTest(type, 'description', 'stands above the contents', () => {
    expect(opened({ options: { description: 'For <<who>>' }, tree: { who: 'you' } }).shown.description).toBe('For you');
  });

  optionTest(type, 'anonymize', 'is read', () => {
    expect([opened({}), opened({ options: { anonymize: 'true' } })].map(({ shown }) => shown.isAnonymous)).toEqual([
      false,
      true,
    ]);
  });

  optionTest(type, ['auto_submit', 'auto_submit_time'], 'say when the page submits itself', () => {
    const seconds = (options: Record<string, unknown>) => opened({ options }).shown.autoSubmitSeconds;
    expect([
      seconds({ auto_submit_time: 'immediately' }),
      seconds({ auto_submit: true, auto_submit_time: 'immediately' }),
      seconds({ auto_submit: 'true', auto_submit_time: '5' }),
    ]).toEqual([null, 0, 5]);
  });

  optionTest(type, 'page_logo', 'is shown unless it says otherwise', () => {
    const logo = { name: 'l.png', type: 'image/png', contents: 'UE5H' };
    const of = (page_logo: unknown) => opened({ options: { page_logo } }).shown.look.logo;
    expect([of(logo), of({ ...logo, display_logo: false })]).toEqual(['data:image/png;base64,UE5H', null]);
    const stored = { logo_contents: 'UE5H\n', logo_filename: 'l.svg', display_logo: true };
    expect(opened({ page: stored }).shown.look.logo).toBe('data:image/svg+xml;base64,UE5H');
  });

  optionTest(
    type,
    ['page_width', 'pages_appearance_mode', 'pages_background_color', 'pages_action_color', 'display_mode'],
    'make its look; a colour that is none is left out',
    () => {
      const options = {
        page_width: 'small',
        pages_appearance_mode: 'dark',
        pages_background_color: '#FFF',
        pages_action_color: 'red; } body { display: none',
        display_mode: 'plain',
      };
      expect(opened({ options }).shown.look).toEqual({
        width: 'small',
        appearance: 'dark',
        background: '#ffffff',
        action: null,
        logo: null,
        isBordered: false,
      });
    },
  );

  optionTest(type, 'visibility', 'is that of the action, else of its contents', () => {
    const of = (facts: Facts) => {
      const { action, reader } = opened(facts);
      return pageVisibility(action, reader);
    };
    expect([
      of({}),
      of({ options: { visibility: 'public' } }),
      of({ page: { visibility: 'team' } }),
      of({ options: { visibility: 'sso_groups' }, page: { visibility: 'team' } }),
      of({ options: { visibility: 'friends' } }),
    ]).toEqual(['tenant', 'public', 'team', 'sso_groups', 'team']);
  });

  optionTest(
    type,
    [
      'mode',
      'mode:success_page',
      'mode:story_run',
      'mode:redirect',
      'submissionMessage',
      'loading_message',
      'redirect',
    ],
    'say what follows; formulas see the submission',
    () => {
      const after = (options: Record<string, unknown>, stored?: Record<string, unknown>) => {
        const { action, reader } = opened({
          options,
          ...(stored && { page: stored }),
          tree: { ask: { body: { who: 'Ada' } } },
        });
        return resolveAfter(action, reader);
      };
      expect(after({ submissionMessage: 'Thanks, <<ask.body.who>>' })).toMatchObject({
        mode: 'success_page',
        message: 'Thanks, Ada',
      });
      expect(after({ mode: 'story_run' }, { loading_message: 'Working' })).toMatchObject({
        mode: 'story_run',
        message: 'Thank you for your submission',
        loading: 'Working',
      });
      expect(after({ mode: 'redirect', redirect: 'https://example.com/<<ask.body.who>>' })).toMatchObject({
        mode: 'redirect',
        redirect: 'https://example.com/Ada',
      });
      expect(after({ mode: 'redirect', redirect: 'javascript:alert(1)' }).redirect).toBeNull();
      expect(() => after({ mode: 'elsewhere' })).toThrow("'mode' must be one of success_page, story_run, redirect");
    },
  );

  optionTest(type, 'url_identifier', 'is random in a new page', () => {
    const options = page.defaultOptions();
    expect(isObjectValue(options) && getKey(options, 'url_identifier')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('common options', () => {
  const action = definedAction({ type, name: 'Approve', slug: 'approve' });
  const plan = (options: Record<string, unknown>) =>
    withRunRules(page).plan(actionInput({ options: objectOf(options), action, tree: objectOf({ hook: { n: 1 } }) }));

  optionTest(type, ['rules', 'must_match'], 'say for which events a page waits', () => {
    const rule = (value: number) => ({ type: 'field==value', path: '=hook.n', value });
    expect(plan({ rules: [rule(2)] })).toMatchObject({ outcome: { kind: 'nothing' } });
    expect(plan({ rules: [rule(2), rule(1)], must_match: 1 })).toMatchObject({ outcome: { kind: 'wait' } });
  });

  optionTest(type, 'local', 'is seen by the contents', () => {
    const options = { local: { who: '<<hook.name>>' }, fields: [{ type: 'PARAGRAPH', content: 'For <<LOCAL.who>>' }] };
    expect(elementsOf({ options, tree: { hook: { name: 'Ada' } } })[0]).toMatchObject({ content: 'For Ada' });
  });
});

describe('prefilling from the address', () => {
  it('takes the documented kinds, by slug', () => {
    const { shown } = opened(
      fields(
        { guid: 's', type: 'SHORT_TEXT', name: 'My name', default_value: 'nobody' },
        { guid: 'o', type: 'OPTION', name: 'Colours', options: ['red', 'blue', 'green'], multi_select: true },
        { guid: 'p', type: 'PASSWORD', name: 'Pin' },
        { guid: 'n', type: 'NUMBER', name: 'Count', default_value: 3 },
      ),
    );
    const values = prefilled(shown, [
      ['my_name', 'Ada'],
      ['colours', 'red,blue,mauve'],
      ['pin', '1234'],
    ]);
    expect(Object.fromEntries(values)).toEqual({ s: ['Ada'], o: ['red', 'blue'], p: [], n: ['3'] });
  });
});

describe('a page in the middle of a story', () => {
  const action = definedAction({ type, name: 'Approve', slug: 'approve' });
  const tree = objectOf({ PAGE: { approve: 'http://fabula.test/pages/x/token' } });

  it('waits, and says where', () => {
    expect(page.plan(actionInput({ options: objectOf({}), action, tree }))).toEqual({
      kind: 'pure',
      outcome: {
        kind: 'wait',
        logs: [{ level: 3, message: 'Waits for a submission at http://fabula.test/pages/x/token' }],
      },
    });
  });

  it('emits what was submitted', () => {
    const resumed = objectOf({ answer: { body: { ok: true }, headers: {} }, state: null });
    expect(page.plan(actionInput({ options: objectOf({}), action, tree, resumed }))).toMatchObject({
      outcome: { kind: 'emit', payloads: [{ body: { ok: true }, headers: {} }] },
    });
  });

  it('fails at once when its contents cannot be read', () => {
    const options = objectOf({ fields: [{ type: 'PARAGRAPH', content: '=1 / 0' }] });
    expect(() => page.plan(actionInput({ options, action, tree }))).toThrow(/Division by zero/);
  });

  it('does nothing when it is run by hand at the beginning of a story', () => {
    expect(page.plan(actionInput({ options: objectOf({}), action, eventId: null }))).toMatchObject({
      outcome: { kind: 'nothing', logs: [{ level: 2 }] },
    });
  });
});
