/** Lists of blocked domains at a vendor: paging by schedule, pages that start it, a list of our own in a resource. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { owner } from '../testing/fabula.test-kit.ts';
import { type CorpusWorld, type RealStory, tableIn, textOf } from './corpus.test-kit.ts';
import type { Call } from './outside.test-kit.ts';

const lists = '/policies/v2/destinationlists';
const message = 'This is an automatically generated message from Tines';

/** Two pages of destinations, then an empty one. */
const pages = [
  [
    { id: '11', destination: 'a.example', type: 'domain' },
    { id: '12', destination: 'old.example', type: 'domain' },
  ],
  [{ id: '13', destination: 'new.example', type: 'domain' }],
];

function answerOfUmbrella({ method, path, query }: Call) {
  if (method !== 'GET') return { body: { status: { code: 200, text: 'OK' } } };
  if (path === lists) return { body: { data: [{ id: 2086990, name: 'Global Block List' }] } };
  return { body: { meta: { total: 3 }, data: pages[Number(query['page'] ?? 1) - 1] ?? [] } };
}

export const umbrellaStories = (given: () => CorpusWorld) =>
  describe('stories for Umbrella', () => {
    let world: CorpusWorld;
    let story: RealStory;
    let sunsetList: number;

    beforeAll(async () => {
      world = given();
      for (const name of ['cisco_umbrella_prod_r_destinations', 'cisco_umbrella', 'tines_resources'])
        await world.credential(name);
      await world.resource('destination_list_policy_number', '2086990');
      sunsetList = await world.resource('domain_sunset_list', [
        { domain: 'new.example', date: daysAgo(10) },
        { domain: 'old.example', date: daysAgo(120) },
      ]);
    });
    afterEach(() => story.leave());

    function daysAgo(days: number): string {
      return new Date(world.clock.now() - days * 86_400_000).toISOString().slice(0, 10);
    }

    it('umbrella-blocked-domains: collects page by page, once a month, and mails a table', async () => {
      story = await world.load('umbrella-blocked-domains', { '{POLICY_NUMBER}': '2086990' });
      world.outside.on('api.umbrella.com', answerOfUmbrella);
      await story.tick('Get Destinations in Cisco Umbrella');
      await story.rest();
      expect(world.outside.lines()).toEqual(Array(3).fill(`GET api.umbrella.com${lists}/2086990/destinations`));
      expect(world.outside.calls.map(({ query }) => query)).toEqual([
        { limit: '100' },
        { page: '2', limit: '100' },
        { page: '3', limit: '100' },
      ]);
      expect(world.outside.calls[0]?.headers['authorization']).toBe(
        'Bearer value-of-cisco_umbrella_prod_r_destinations',
      );
      expect(await story.outputs('Increment Counter')).toEqual([{ counter: '1' }, { counter: '2' }]);
      expect(await story.outputs('Delay 2 Seconds')).toEqual([{ seconds: 2 }, { seconds: 2 }]);
      expect(await story.outputs('Trigger Action')).toMatchObject([
        { rule_matched: true },
        { rule_matched: true },
        { rule_matched: false },
      ]);
      // the newest page stands first
      const [first, second] = pages;
      expect((await story.outputs('Destinations Array/2')).at(-1)).toEqual({
        array: [...(second ?? []), ...(first ?? [])],
      });
      const [mail] = world.mails;
      expect(mail?.to).toEqual(['secops@mycompany.com']);
      expect(mail?.source).toMatch(/^From: "?Tines Cisco Umbrella Workflow"? </m);
      expect(mail?.source).toMatch(/^Reply-To: secops@mycompany\.com\r$/m);
      expect(textOf(mail)).toContain('The Number of Blocked Domains:3');
      expect(tableIn(mail)).toEqual({
        name: 'Destination_List_block.csv',
        rows: [
          ['id', 'destination', 'type'],
          ['13', 'new.example', 'domain'],
          ['11', 'a.example', 'domain'],
          ['12', 'old.example', 'domain'],
        ],
      });
      // nothing leads to it
      await story.run('Get Destination Lists in Umbrella');
      await story.rest();
      expect(await story.outputs('Get Destination Lists in Umbrella')).toMatchObject([
        { status: 200, body: { data: [{ id: 2086990 }] } },
      ]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('umbrella-ioc-lifecycle: adds, removes, and lets what is old go', async () => {
      story = await world.load('umbrella-ioc-lifecycle');
      world.outside.on('api.umbrella.com', answerOfUmbrella);
      world.outside.on('fabula.test', () => ({ body: {} }));
      // the addresses in the file are those of other copies of its two webhooks
      world.outside.on('tenant.example.com', async ({ path, json }) => {
        const isBlocking = path === '/webhook/4f1c6cd48093fef4552941b858d56b89/52338304ca149ed6c6e20c400c1f31a4';
        const { status, text } = await story.send(isBlocking ? 'Cisco Umbrella Webhook' : 'IOC Mgmt Webhook', json);
        return { status, type: 'text/plain', body: text };
      });
      const to = (host: string) => world.outside.calls.filter((call) => call.host === host);

      // a page adds two domains
      const sent = await story.submit('Add or Remove Destinations in Cisco Umbrella', {
        '2dcc4925a10c0be3cfe5750eb1e0ccfb': 'Add',
        '93ddd07b6c6bcd7a900409b2d4d9e267': 'evil.example, sub.bad.example',
        c24ffaeed1d9890515218673aa782979: 'phishing',
      });
      await story.rest();
      expect(await story.outputs('Extract Destinations')).toEqual([{ domain: ['evil.example', 'sub.bad.example'] }]);
      const request = { action: '["Add"]', comments: 'phishing', analyst_name: owner.email };
      const relayed = to('tenant.example.com').map(({ json }) => json);
      expect(relayed).toHaveLength(4);
      for (const domain of ['evil.example', 'sub.bad.example']) {
        expect(relayed).toContainEqual({ ...request, domain });
        expect(relayed).toContainEqual({ domain, action: '["Add"]' });
      }
      const comment = `${daysAgo(0).slice(0, 7)}-phishing:${owner.email}`;
      expect(to('api.umbrella.com').map(({ method, path }) => `${method} ${path}`)).toEqual(
        Array(2).fill(`POST ${lists}/2086990/destinations`),
      );
      expect(to('api.umbrella.com').map(({ json }) => json)).toContainEqual([{ destination: 'evil.example', comment }]);
      expect(await story.outputs('Append IOC Info')).toContainEqual({
        ioc_object: { domain: 'evil.example', date: daysAgo(0) },
      });
      const appended = to('fabula.test');
      expect(appended.map(({ json }) => json)).toContainEqual({ value: { domain: 'evil.example', date: daysAgo(0) } });
      expect(appended[0]).toMatchObject({
        method: 'POST',
        path: expect.stringMatching(/global_resources\/\d*\/append$/),
      });
      expect(appended[0]?.headers['authorization']).toBe('Bearer value-of-tines_resources');
      expect(await story.outputs('Exit')).toEqual([{ message }, { message }]);
      expect(await story.outputs('Exit-2')).toEqual([{ message }, { message }]);

      // the visitor is led to the second page, which submits itself and leads away
      const next = await world.open(String(sent.headers['location']));
      expect(next.status).toBe(303);
      const second = String(next.headers['location']);
      expect((await world.open(second)).text).toContain('data-auto-submit="0"');
      const last = await story.submit(second);
      const leaving = await world.open(String(last.headers['location']));
      expect(leaving.text).toContain('https://tenant.example.com/pages/Block-Destinations/');
      expect(await story.outputs('Back to Submission Page')).toHaveLength(1);

      // what is older than ninety days is removed, by its schedule: blocked no more, and off our list
      world.outside.calls.length = 0;
      await story.tick('Filter IOC Domain Sunset List for Domains more than 90 days old');
      await story.rest();
      expect(await story.outputs('Extract Domain')).toEqual([{ domain: ['old.example'] }]);
      expect(to('tenant.example.com').map(({ json }) => json)).toEqual([{ domain: 'old.example', action: 'Remove' }]);
      const umbrella = to('api.umbrella.com').map(({ method, path }) => `${method} ${path.replace(lists, '')}`);
      expect(umbrella).toEqual([...Array(3).fill('GET /2086990/destinations'), 'DELETE /2086990/destinations/remove']);
      expect(to('api.umbrella.com').at(-1)?.json).toEqual(['12']);
      expect(await story.outputs('Obtain Umbrella Destination Info')).toEqual([{ id: '12' }]);
      expect(to('fabula.test').map(({ json }) => json)).toEqual([{ index: 1 }]);
      expect(await story.outputs('Remove Domain IOC from the IOC Sunset List resource')).toMatchObject([
        { status: 200 },
      ]);

      // asked for by hand: one that is on our list, one that is not
      world.outside.calls.length = 0;
      await story.send('IOC Mgmt Webhook', { domain: 'new.example', action: 'Remove' });
      await story.send('IOC Mgmt Webhook', { domain: 'unknown.example', action: 'Remove' });
      await story.rest();
      expect(to('fabula.test').map(({ json }) => json)).toEqual([{ index: 0 }]);
      expect((await story.outputs('Add Destination to Sunset Lists?')).slice(-2)).toMatchObject([
        { rule_matched: false },
        { rule_matched: false },
      ]);
      expect(await story.outputs('Is the IOC Present on the Sunset List?')).toMatchObject([{ rule_matched: true }]);

      await story.run('Get Destination Lists in Umbrella');
      await story.rest();
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('umbrella-ioc-lifecycle: names the resource by its id', async () => {
      story = await world.load('umbrella-ioc-lifecycle');
      world.outside.on('fabula.test', () => ({ body: {} }));
      await story.send('IOC Mgmt Webhook', { domain: 'evil.example', action: 'Add' });
      await story.rest();
      expect(world.outside.lines()).toEqual([`POST fabula.test/api/v1/global_resources/${sunsetList}/append`]);
    });
  });
