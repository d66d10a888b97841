/** One storyboard with 72 actions: 17 examples of loops, lists and texts, each started where it begins. */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../testing/fabula.test-kit.ts';
import { type CorpusWorld, type RealStory, textOf } from './corpus.test-kit.ts';
import type { Call } from './outside.test-kit.ts';

const message = 'This is an automatically generated message from Tines';
const addresses = ['79.120.175.134', '43.154.147.35', '190.94.247.218'];
const credentials = ['tines_user_token', 'tinesio_splunk', 'virustotal'];

export const loopsAndLiquid = (given: () => CorpusWorld) =>
  describe('loops-and-liquid', () => {
    let world: CorpusWorld;
    let story: RealStory;

    beforeAll(async () => {
      world = given();
      for (const name of credentials) await world.credential(name);
      await world.resource('tines_domain', 'tenant.example.com');
      await world.resource('tines_api_email', 'ada@example.com');
      await world.resource('splunk_domain', 'splunk.example.com');
      story = await world.load('loops-and-liquid', { '<your_email>': 'bob@example.com' });
    });
    afterAll(() => story.leave());

    const asTinesUser = { 'x-user-email': 'ada@example.com', 'x-user-token': 'value-of-tines_user_token' };

    /** As the API that these stories page through: five stories a page, three pages. */
    const listStories = ({ host, query }: Call) => {
      const page = Number(query['page'] ?? 1);
      const next = `https://${host}/api/v1/stories?per_page=${query['per_page']}&page=${page + 1}`;
      const stories = [1, 2].map((number) => ({ id: page * 10 + number }));
      return { body: { stories, meta: { pages: 3, next_page: page < 3 ? next : null } } };
    };

    const maliciousVotes = ({ path }: Call) => {
      const address = path.split('/').at(-1) ?? '';
      const last_analysis_results = { Abusix: { result: 'clean' }, Cluster25: { result: 'malware' } };
      const last_analysis_stats = { malicious: addresses.indexOf(address) + 1, harmless: 60 };
      return { body: { data: { attributes: { last_analysis_stats, last_analysis_results } } } };
    };

    it('explodes a list and delays each item by its place', async () => {
      await story.run('List Example');
      await story.rest();
      expect(await story.outputs('Explode')).toMatchObject(
        ['1', '2', '3', '4', '5'].map((individual_item, index) => ({ index, size: 5, individual_item })),
      );
      const guids = (await story.outputs('Explode')).map((output) => at(output, 'guid'));
      expect(new Set(guids).size).toBe(1);
      expect(await story.outputs('Delay')).toEqual([0, 5, 10, 15, 20].map((seconds) => ({ seconds })));
    });

    it('makes page numbers with a for tag, explodes them and gets each page', async () => {
      world.outside.on('tenant.example.com', listStories);
      await story.run('Get 10 Stories');
      await story.rest();
      expect(await story.outputs('Generate Page Numbers')).toEqual([{ pages: ['1', '2', '3'] }]);
      const pages = world.outside.calls.slice(1).map(({ query }) => query);
      expect(pages).toHaveLength(3);
      for (const page of ['1', '2', '3']) expect(pages).toContainEqual({ per_page: '10', page });
      expect(world.outside.calls[1]?.headers).toMatchObject(asTinesUser);
      expect(await story.outputs('Get Page')).toHaveLength(3);
    });

    it.each<[string, string, string, Value]>([
      [
        'a JSONPath with $',
        'JSONpath Example',
        '$.message.users[*].email',
        { message: ['alice@example.com', 'joe@example.com'] },
      ],
      ['WHERE and GET', 'Array of Objects/2', 'Where Eoin, get email', { message: 'eoin@example.com' }],
      [
        'WHERE',
        'Array of Objects/2',
        'Where Thomas',
        {
          message: [
            { name: 'thomas', email: 'thomas@example.com' },
            { name: 'thomas', email: 'twang@example.com' },
          ],
        },
      ],
      ['MAP', 'Array of Objects', 'Map', { results: ['thomas@example.com', 'twang@example.com', 'eoin@example.com'] }],
      ['a pattern with look-around', 'Sample Message', 'Get values between strings', { output: ['my name is'] }],
      [
        'a pattern for addresses',
        'IP Addresses',
        'Extract IP Addresses Using Regex',
        { ips: ['20.70.21.205', '103.73.74.219', '181.10.133.13'] },
      ],
      ['a pattern for a domain', 'URL', 'Extract Domain from URL', { domain: ['tines.com'] }],
    ])('%s', async (_name, start, end, expected) => {
      await story.run(start);
      await story.rest();
      expect((await story.outputs(end)).at(-1)).toEqual(expected);
    });

    it('a JSONPath that begins with a star', async () => {
      await story.run('JSONpath Example');
      await story.rest();
      expect((await story.outputs('*.email')).at(-1)).toEqual({ message: ['alice@example.com', 'joe@example.com'] });
    });

    it('polls a search until it is done, and gives up after five times', async () => {
      const states = ['RUNNING', 'FINALIZING', 'DONE'];
      world.outside.on('splunk.example.com:8089', ({ method, path }) => {
        if (method === 'POST') return { status: 201, body: { sid: 'job-1' } };
        if (path.endsWith('/results')) return { body: { results: [{ host: 'web-1' }] } };
        return { body: { entry: [{ content: { dispatchState: states.shift() ?? 'QUEUED_RUNNING' } }] } };
      });
      world.outside.calls.length = 0;
      await story.send('Webhook Agent', { search: 'search index=main' });
      await story.rest();
      const jobs = 'splunk.example.com:8089/services/search/jobs';
      expect(world.outside.lines()).toEqual([
        `POST ${jobs}`,
        ...Array(3).fill(`GET ${jobs}/job-1`),
        `GET ${jobs}/job-1/results`,
      ]);
      const [search] = world.outside.calls;
      expect(Object.fromEntries(new URLSearchParams(search?.text))).toEqual({
        search: 'search index=main',
        output_mode: 'json',
      });
      expect(search?.headers).toMatchObject({
        authorization: 'Basic value-of-tinesio_splunk',
        'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
      });
      expect(world.outside.calls[4]?.query).toEqual({ output_mode: 'json', count: '1000' });
      expect(await story.outputs('set counter')).toEqual([{ count: '1' }, { count: '2' }, { count: '3' }]);
      expect(await story.outputs('Delay Event')).toEqual([{ seconds: 10 }, { seconds: 10 }]);
      expect(await story.outputs('Return Results')).toEqual([{ results: [{ host: 'web-1' }] }]);

      await story.send('Webhook Agent', { search: 'search index=endless' });
      await story.rest();
      expect((await story.outputs('set counter')).slice(3)).toEqual(
        ['1', '2', '3', '4', '5'].map((count) => ({ count })),
      );
      expect(await story.outputs('Return Results')).toHaveLength(1);
    });

    it('dates in many forms', async () => {
      await story.run('Get Date and Timestamp Examples');
      await story.rest();
      const [output] = await story.outputs('Get Date and Timestamp Examples');
      const epoch = Number(at(output ?? null, 'epoch'));
      expect(Math.abs(epoch * 1000 - world.clock.now())).toBeLessThan(60_000);
      const day = (daysAgo: number) => new Date((epoch - daysAgo * 86_400) * 1000).toISOString().slice(0, 10);
      const written = { weekday: 'long', month: 'short', day: '2-digit', timeZone: 'UTC' } as const;
      expect(output).toMatchObject({
        milliseconds_since_1979: String(epoch * 1000),
        YYYYMMDD: day(0),
        YYYYMMDDhhmmssz: expect.stringMatching(new RegExp(`^${day(0)}T[ \\d]\\d:\\d\\d:\\d\\d\\+0000$`)),
        day_month_date: new Intl.DateTimeFormat('en-US', written).format(epoch * 1000),
        '24_hours_ago': expect.stringMatching(new RegExp(`^${day(1)}T[ \\d]\\d:\\d\\d:\\d\\d\\+0000$`)),
        '7_days_ago': day(7),
        further_examples: 'check out https://www.foragoodstrftime.com/#reference',
      });
    });

    it('time zones, written beside the mode', async () => {
      await story.run('Timezone');
      await story.rest();
      const [output] = await story.outputs('Timezone');
      const moment = (hoursAgo: number) => {
        const text = new Date(world.clock.now() - hoursAgo * 3_600_000).toISOString();
        return expect.stringMatching(new RegExp(`^${text.slice(0, 14)}\\d\\d:\\d\\d$`));
      };
      expect(output).toEqual({
        PST: moment(8),
        EST: moment(5),
        PST_24_hours_ago: moment(32),
        EST_24_hours_ago: moment(29),
      });
    });

    it('joins three branches that take different times', async () => {
      await story.run('Start');
      await story.rest();
      expect(await story.outputs('Build Results/3')).toEqual([{ message }]);
      const [joined] = await story.outputs('Implode');
      // in order of arrival: the delays of one, three and five seconds
      expect(joined).toMatchObject([1, 3, 5].map((seconds) => ({ start: { message }, delay: { seconds } })));
    });

    it('joins what was exploded and looked up, and mails it with a for tag', async () => {
      world.outside.on('www.virustotal.com', maliciousVotes);
      await story.run('Extract IP Addresses');
      await story.rest();
      const [joined] = await story.outputs('Implode/2');
      expect(joined).toHaveLength(3);
      // nothing leads to it in the file
      await story.run('Email Action', 'Implode/2');
      await story.rest();
      const [mail] = world.mails.splice(0);
      expect(mail?.to).toEqual(['twang@example.com']);
      const text = textOf(mail);
      for (const [index, address] of addresses.entries()) {
        expect(text).toContain(`IP Address: ${address}<br>VirusTotal Score: ${index + 1}<br><br>`);
      }
    });

    it('loops through an object by its keys', async () => {
      world.outside.on('www.virustotal.com', maliciousVotes);
      await story.run('Search for IP Address in VirusTotal');
      await story.rest();
      expect(await story.outputs('Loop through Object')).toEqual([
        [
          { key: 'Abusix', value: { result: 'clean' } },
          { key: 'Cluster25', value: { result: 'malware' } },
        ],
      ]);
      const [mail] = world.mails.splice(0);
      expect(mail?.to).toEqual(['bob@example.com']);
      expect(textOf(mail)).toContain(
        'Source: Abusix<br> Result: clean<br><br>Source: Cluster25<br> Result: malware<br><br>',
      );
    });

    it('goes from page to page by the address of the next one', async () => {
      world.outside.on('tenant.example.com', listStories);
      world.outside.calls.length = 0;
      await story.run('Pagination URL');
      await story.rest();
      expect(world.outside.calls.map(({ query }) => query['page'])).toEqual([undefined, '2', '3']);
      expect(await story.outputs('Has More Pages')).toHaveLength(2);
      expect(await story.outputs('Do Something For Each Page Here')).toHaveLength(3);
      expect((await story.outputs('Pagination URL/2')).at(-1)).toEqual({
        url: 'https://tenant.example.com/api/v1/stories?per_page=10&page=3',
      });
    });

    it('gets a page by the address in the one before, and explodes each', async () => {
      world.outside.on('fabula.test', listStories);
      await story.run('Get 5 Stories');
      await story.rest();
      expect(await story.outputs('Get 5 Stories/2')).toHaveLength(2);
      expect(await story.outputs('Has More Pages/2')).toHaveLength(2);
      const stories = (await story.outputs('Explode Stories')).map((output) => at(output, 'story.id'));
      expect(stories).toEqual([11, 12, 21, 22, 31, 32]);
    });

    it('counts to ten in a loop that closes on itself, and breaks out of it', async () => {
      await story.run('Start Here');
      await story.rest();
      expect(await story.outputs('Set Counter')).toEqual(
        Array.from({ length: 11 }, (_, index) => ({ count: String(index + 1) })),
      );
      expect(await story.outputs('Delay/5')).toEqual(Array(10).fill({ seconds: 1 }));
      expect(await story.outputs('Do something for each iteration here')).toHaveLength(10);
      expect(await story.outputs('Break out of Loop')).toEqual([{ message }]);
    });

    it('collects what was exploded in a list outside, and goes on when it is complete', async () => {
      const list: unknown[] = [];
      world.outside.on('www.virustotal.com', maliciousVotes);
      world.outside.on('tenant.example.com', ({ method, path, json }) => {
        if (method === 'DELETE') return { status: 204 };
        if (!path.endsWith('/append')) return { status: 201, body: { id: 7 } };
        list.push(...(at(json as Value, 'value') as Value[]));
        return { body: [...list] };
      });
      world.outside.calls.length = 0;
      await story.run('Extract IP Addresses/2');
      await story.rest();
      const own = world.outside.calls.filter(({ host }) => host === 'tenant.example.com');
      const resources = '/api/v1/global_resources';
      expect(own.map(({ method, path }) => `${method} ${path}`)).toEqual([
        `POST ${resources}`,
        ...Array(3).fill(`POST ${resources}/7/append`),
        `DELETE ${resources}/7`,
      ]);
      expect(own[0]?.json).toEqual({ name: expect.stringMatching(/^[0-9a-f-]{36}$/), value_type: 'array', value: [] });
      expect(own.slice(1, 4).map(({ json }) => json)).toContainEqual({
        value: [{ ip: addresses[2], vt_last_analysis_stats: { malicious: 3, harmless: 60 } }],
      });
      expect(await story.outputs('Processed All Events')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('Get Final Result')).toEqual([list]);
    });

    it('leaves no action out, and nothing fails', async () => {
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });
  });
