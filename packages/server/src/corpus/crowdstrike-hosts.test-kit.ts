/** Three chains around records, which this version does not have: the two actions that write them say so, all others run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CorpusWorld, type RealStory, tableIn, textOf } from './corpus.test-kit.ts';

const resources = 'fabula.test/api/v1/global_resources';
const noRecords =
  'Records are not part of this version of Fabula: this action did nothing. Keep what it would write in a resource, or send it to a database by HTTP Request.';

const catalog = [
  {
    cveID: 'CVE-2024-0001',
    vulnerabilityName: 'One',
    vendorProject: 'Acme',
    dateAdded: '2024-01-02',
    knownRansomwareCampaignUse: 'Known',
  },
  {
    cveID: 'CVE-2024-0002',
    vulnerabilityName: 'Two',
    vendorProject: 'Other',
    dateAdded: '2024-03-04',
    knownRansomwareCampaignUse: 'Unknown',
  },
];

const report = [
  { cve_id: 'CVE-2024-0001', vuln_name: 'One', num_of_cs_host: 1200, ransomware_campaign: 'Known', vendor: 'Acme' },
  { cve_id: 'CVE-2024-0002', vuln_name: 'Two', num_of_cs_host: 5, ransomware_campaign: 'Unknown', vendor: 'Other' },
];

export const crowdstrikeHosts = (given: () => CorpusWorld) =>
  describe('cisa-kev-crowdstrike-hosts', () => {
    let world: CorpusWorld;
    let story: RealStory;

    beforeAll(async () => {
      world = given();
      await world.credential('tines_resource_api_secret');
      await world.credential('crowdstrike_prod_vuln_ro');
      await world.resource('cs_kev_report', catalog);
      await world.resource('cisa_cs_kev_host_report', report);
      await world.resource('cisa_kev_catalog', []);
      // those of its mails; the story itself has recipients as well, for what fails, further left
      story = await world.load('cisa-kev-crowdstrike-hosts', {
        '        "recipients": []': '        "recipients": ["secops@example.com"]',
      });
      world.outside.on('www.cisa.gov', () => ({ body: { title: 'KEV', vulnerabilities: catalog } }));
    });
    afterAll(() => story.leave());

    const day = (daysAhead: number) => new Date(world.clock.now() + daysAhead * 86_400_000).toISOString().slice(0, 10);

    it('clears a resource, fills it from the catalogue, and looks at every host', async () => {
      const host = (id: string) => ({ vulnerability_id: id, cve: { id }, host_info: { hostname: `host of ${id}` } });
      world.outside.on('fabula.test', () => ({ body: {} }));
      world.outside.on('api.crowdstrike.com', ({ query }) => ({
        body:
          query['after'] === 'cursor-1'
            ? { meta: { pagination: { after: '' } }, resources: [host('CVE-2024-0002')] }
            : { meta: { pagination: { after: 'cursor-1' } }, resources: [host('CVE-2024-0001')] },
      }));
      world.outside.calls.length = 0;
      await story.tick('Clear a JSON resource');
      await story.rest();
      expect(world.outside.lines().map((line) => line.replace(/global_resources\/\d*/, 'global_resources/'))).toEqual([
        `PUT ${resources}/`,
        'GET www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
        `POST ${resources}//append`,
        ...Array(2).fill('GET api.crowdstrike.com/spotlight/combined/vulnerabilities/v1'),
      ]);
      const [clear, , append, hosts, more] = world.outside.calls;
      expect(clear?.json).toEqual({ read_access: 'TEAM', value: [] });
      expect(append?.json).toEqual({ value: catalog });
      expect(hosts?.search.getAll('facet')).toEqual(['host_info', 'cve', 'remediation']);
      expect(hosts?.query).toMatchObject({
        filter: "cve.is_cisa_kev:true+status:'open'",
        limit: '500',
        sort: 'updated_timestamp.desc',
      });
      expect(hosts?.headers).toMatchObject({
        'content-type': 'application/json',
        authorization: 'Bearer value-of-crowdstrike_prod_vuln_ro',
      });
      expect(more?.query['after']).toBe('cursor-1');
      expect(await story.outputs('delay')).toEqual([{ seconds: 5 }]);
      expect(await story.outputs('More results?')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('Check for Ransomware')).toEqual([{ ransom: [catalog[0]] }, { ransom: [catalog[1]] }]);
      expect(await story.logs()).toEqual(Array(2).fill(`Capture Record: ${noRecords}`));
    });

    it('pages through records and mails them as a table', async () => {
      const rows = [{ hostname: 'web-1' }, { hostname: 'web-2' }];
      world.outside.on('fabula.test', ({ query }) => ({
        body:
          query['page'] === '2'
            ? { record_results: [rows[1] ?? null], meta: { next_page: null } }
            : {
                record_results: [rows[0] ?? null],
                meta: { next_page: 'https://fabula.test/api/v1/records?per_page=500&page=2' },
              },
      }));
      world.outside.calls.length = 0;
      world.mails.length = 0;
      await story.tick('Weekly report of CS Hosts on KEV Catalog');
      await story.rest();
      expect(world.outside.lines()).toEqual(Array(2).fill('GET fabula.test/api/v1/records'));
      const [first, second] = world.outside.calls;
      expect(first?.headers['authorization']).toBe('Bearer value-of-tines_resource_api_secret');
      expect(first?.query).toMatchObject({
        range_start: expect.stringMatching(new RegExp(`^${day(-1)}T\\d\\d:\\d\\d:\\d\\dZ$`)),
        range_end: expect.stringMatching(new RegExp(`^${day(1)}T\\d\\d:\\d\\d:\\d\\dZ$`)),
        order_direction: 'DESC',
        per_page: '500',
      });
      expect([...(first?.search.values() ?? [])]).toContain('GREATER_THAN');
      // what is empty is left out
      const names = [...(first?.search.keys() ?? [])];
      for (const name of ['page', 'story_ids', 'record_field_ids', 'order_field_id', 'test_mode'])
        expect(names.filter((key) => key.startsWith(name))).toEqual([]);
      expect(second?.query).toMatchObject({ range_end: `${day(1)}T00:00:00Z`, per_page: '500', page: '2' });
      expect(await story.outputs('hosts/2')).toEqual([{ array: [rows[1], rows[0]] }]);
      expect(await story.outputs('More pages')).toMatchObject([{ rule_matched: true }, { rule_matched: false }]);
      const [mail] = world.mails;
      expect(mail?.to).toEqual(['secops@example.com']);
      expect(mail?.source).toMatch(/^From: "?Tines CrowdStrike CISA KEV Host Report"? </m);
      expect(tableIn(mail)).toEqual({
        name: `${day(0)}_CS_KEV_Host_report.csv`,
        rows: [['hostname'], ['web-2'], ['web-1']],
      });
    });

    it('counts hosts per entry, joins, summarises in Python, mails', { timeout: 120_000 }, async () => {
      world.outside.on('fabula.test', () => ({ body: {} }));
      world.outside.on('api.crowdstrike.com', ({ query }) => ({
        body: { meta: { pagination: { total: query['filter']?.includes('0001') ? 1200 : 0 } } },
      }));
      world.outside.calls.length = 0;
      world.mails.length = 0;
      await story.run('Clear a JSON resource/2');
      // the loading of Python alone takes seconds on a busy machine
      await story.rest(110_000);
      expect(
        world.outside.calls.filter(({ host }) => host === 'api.crowdstrike.com').map(({ query }) => query),
      ).toEqual(
        catalog.map(({ cveID }) => ({
          filter: `status:!'closed'+cve.id:'${cveID}'`,
          sort: 'created_timestamp.asc',
        })),
      );
      expect(await story.outputs('Any Vulnerable Hosts?')).toMatchObject([
        { rule_matched: true },
        { rule_matched: false },
      ]);
      const vuln = {
        cve_id: 'CVE-2024-0001',
        vuln_name: 'One',
        num_of_cs_host: 1200,
        ransomware_campaign: 'Known',
        vendor: 'Acme',
        date_added_kev: '2024-01-02',
      };
      expect(await story.outputs('Object')).toEqual([{ vuln }]);
      const appended = world.outside.calls.filter(({ path }) => path.endsWith('/append')).map(({ json }) => json);
      expect(appended).toEqual([{ value: vuln }]);
      const [joined] = await story.outputs('Implode');
      expect(joined).toHaveLength(2);
      for (const entry of catalog) expect(joined).toContainEqual(entry);
      const [summary] = await story.outputs('AI Summary');
      expect(summary).toEqual({ output: expect.stringMatching(/<td>CVE-2024-0001<\/td>[\s\S]*<td>1,200<\/td>/) });
      const [mail] = world.mails;
      expect(textOf(mail)).toContain('<td>CVE-2024-0001</td>');
      expect(textOf(mail)).not.toContain('<td>CVE-2024-0002</td>');
      expect(tableIn(mail)).toEqual({
        name: `${day(0)}_Highlevel_CISA_KEV_CrowdStrike_Report.csv`,
        rows: [
          ['cve_id', 'vuln_name', 'num_of_cs_host', 'ransomware_campaign', 'vendor'],
          ['CVE-2024-0001', 'One', '1200', 'Known', 'Acme'],
          ['CVE-2024-0002', 'Two', '5', 'Unknown', 'Other'],
        ],
      });
    });

    it('leaves no action out; only the records are missing', async () => {
      expect(await story.logs()).toEqual([
        ...Array(2).fill(`Capture Record: ${noRecords}`),
        `Capture Record/2: ${noRecords}`,
      ]);
      await story.accountFor();
    });
  });
