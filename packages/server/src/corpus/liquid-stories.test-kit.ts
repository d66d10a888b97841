/** Stories from before formulas, in Liquid: a call that is answered by another run, a queue, pages. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, until } from '../testing/fabula.test-kit.ts';
import type { CorpusWorld, RealStory } from './corpus.test-kit.ts';

const message = 'This is an automatically generated message from Tines';

export const liquidStories = (given: () => CorpusWorld) =>
  describe('stories in Liquid', () => {
    let world: CorpusWorld;
    let story: RealStory;

    beforeAll(async () => {
      world = given();
      await world.credential('notion');
      await world.credential('aws_key', {
        mode: 'AWS',
        aws_authentication_type: 'KEY',
        aws_access_key: 'AKIAEXAMPLE',
        aws_secret_key: 'secret-of-aws',
      });
      await world.resource('aws_region', 'eu-west-1');
      await world.resource('aws_account', '123456789012');
      await world.resource('sqs_queue', 'throttle');
    });
    afterEach(() => story.leave());

    it('send-to-story-breaks: the run that was broken off is answered from another one', async () => {
      story = await world.load('send-to-story-breaks');
      world.outside.on('www.example.com', () => ({ body: {} }));
      world.outside.on('tenant.example.com', async ({ json }) => {
        // the run that was called has ended, and nobody is answered yet
        expect(await story.outputs('Send to Story Agent')).toEqual([]);
        const answer = await story.send('Continuance', json);
        return { status: answer.status, type: 'text/plain', body: answer.text };
      });
      await story.run('Start Here');
      await story.rest();
      const payload = { key: 'value', something: 'the event contained ' };
      expect(world.outside.calls[0]?.json).toEqual(payload);
      const [entry] = await story.outputs('Entry');
      expect(entry).toMatchObject({ body: payload, '#agent_id': expect.any(Number), '#event_id': expect.any(Number) });
      const [path] = world.outside.lines().slice(1);
      expect(path).toBe(
        'POST tenant.example.com/webhook/50b5181d44623742457fd81f189d9bbc/95c478c2a145a65d5342cb13f0f597ea',
      );
      const continued = {
        '#agent_id': at(entry ?? null, '#agent_id'),
        '#event_id': at(entry ?? null, '#event_id'),
        body: payload,
      };
      expect(world.outside.calls[1]?.json).toEqual(continued);
      expect(await story.outputs('Continuance')).toMatchObject([continued]);
      expect(await story.outputs('Send to Story Agent')).toEqual([{ message }]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('throttle-with-sqs: a form waits until its message comes out of the queue', async () => {
      story = await world.load('throttle-with-sqs');
      const queue: string[] = [];
      // as SQS answers, in XML; content types and empty results included
      world.outside.on('sqs.eu-west-1.amazonaws.com', ({ query }) => {
        if (query['Action'] === 'SendMessage') queue.push(query['MessageBody'] ?? '');
        const [first] = queue;
        const found =
          first === undefined ? '' : `<Message><Body>${first}</Body><ReceiptHandle>r-1</ReceiptHandle></Message>`;
        const result = `<ReceiveMessageResult>${found}</ReceiveMessageResult>`;
        if (query['Action'] === 'DeleteMessage') queue.length = 0;
        return {
          type: 'text/xml',
          body: `<?xml version="1.0"?><ReceiveMessageResponse>${result}</ReceiveMessageResponse>`,
        };
      });

      await story.tick('Receive SQS Message');
      await story.rest();
      expect(await story.outputs('Check if Message')).toEqual([]);

      await story.send('Receive Form', { text: 'hello' });
      await story.rest();
      const sent = world.outside.calls.find(({ query }) => query['Action'] === 'SendMessage');
      expect(sent).toMatchObject({
        method: 'GET',
        path: '/123456789012/throttle/',
        query: { MessageBody: 'hello', Version: '2012-11-05', Expires: '2021-05-30T22%3A52%3A43PST' },
      });
      expect(sent?.headers['authorization']).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/sqs\/aws4_request,/,
      );
      expect(await story.outputs('Message Text')).toEqual([{ message: 'hello' }]);
      expect(await story.outputs('Implode an Array')).toEqual([]);

      await story.tick('Receive SQS Message');
      await story.rest();
      expect(await story.outputs('Check if Message')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('Message Text/2')).toEqual([{ message: 'hello' }]);

      // nothing leads to it in the file
      await story.run('Delete SQS Message', 'Message Text/2');
      await story.rest();
      expect(world.outside.calls.at(-1)?.query).toMatchObject({ Action: 'DeleteMessage', ReceiptHandle: 'r-1' });
      expect(await story.outputs('Implode an Array')).toMatchObject([
        [
          { receive_form: { body: { text: 'hello' } }, message_text: { message: 'hello' } },
          { check_if_message: { rule_matched: true }, message_text: { message: 'hello' } },
        ],
      ]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('paging-loop: counts pages while it loops and joins as many as there were', async () => {
      story = await world.load('paging-loop');
      const query = {
        sort: { direction: 'ascending', timestamp: 'last_edited_time' },
        filter: { value: 'page', property: 'object' },
      };
      const cursors = ['c1', 'c2', null];
      world.outside.on('api.notion.com', async () => {
        const next_cursor = cursors.shift() ?? null;
        // the pages before must have come to where they are joined
        const before = 2 - cursors.length;
        await until(async () => (await story.outputs('More Pages/2')).length === before);
        return { body: { results: [{ id: before }], next_cursor, has_more: next_cursor !== null } };
      });
      await story.run('Search in Notion/2');
      await story.rest();
      expect(world.outside.lines()).toEqual(Array(3).fill('POST api.notion.com/v1/search/'));
      expect(world.outside.calls[0]?.headers).toMatchObject({
        authorization: 'Bearer value-of-notion',
        'user-agent': 'Tines',
      });
      expect(world.outside.calls.map(({ json }) => json)).toEqual([
        query,
        { ...query, start_cursor: 'c1' },
        { ...query, start_cursor: 'c2' },
      ]);
      expect(await story.outputs('Counter')).toEqual([
        { count: '1', cursor: 'c1' },
        { count: '2', cursor: 'c2' },
      ]);
      expect(await story.outputs('No More Pages')).toMatchObject([
        { rule_matched: false },
        { rule_matched: false },
        { rule_matched: true },
      ]);
      expect(await story.outputs('Final Count')).toEqual([{ count: '2' }]);
      const [pages] = await story.outputs('Implode Results');
      expect(pages).toMatchObject([0, 1, 2].map((id) => ({ search_in_notion: { body: { results: [{ id }] } } })));
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });
  });
