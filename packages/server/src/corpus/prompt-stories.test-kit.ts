/** Stories that ask a person and go on with the answer: links in mails and tickets. */
import type { Value } from '@fabula/formula';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, owner, until } from '../testing/fabula.test-kit.ts';
import { type CorpusWorld, type RealStory, textOf } from './corpus.test-kit.ts';

const message = 'This is an automatically generated message from Tines';

export const promptStories = (given: () => CorpusWorld) =>
  describe('stories with prompts', () => {
    let world: CorpusWorld;
    let story: RealStory;

    beforeAll(async () => {
      world = given();
      await world.credential('ocr_space');
      await world.credential('zendesk');
      await world.resource('zendesk_domain', 'company.zendesk.com');
    });
    afterEach(() => story.leave());

    /** The prompt link for an answer in a text: a mail as it was sent, or a ticket. */
    function linkFor(answer: string, text: string): string {
      const link = new RegExp(`http://fabula\\.test/prompt\\?[^"\\s)]*s=${answer}\\b`).exec(text)?.[0];
      if (link === undefined) throw new Error(`there is no link for ${answer} in ${text}`);
      return link;
    }

    it('prompt-techniques: one of two answers to a mail', async () => {
      story = await world.load('prompt-techniques', { '<your_email_here>': 'ada@example.com' });
      await story.run('Email Action');
      await story.rest();
      const [mail] = world.mails;
      expect(mail?.to).toEqual(['ada@example.com']);
      expect(await story.outputs('Yes')).toEqual([]);
      await story.press(linkFor('Yes', textOf(mail)));
      await story.rest();
      expect(await story.outputs('Yes')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('No')).toEqual([]);
      await story.press(linkFor('No', textOf(mail)));
      await story.rest();
      expect(await story.outputs('No')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('Email Action')).toMatchObject([
        { status: 'sent' },
        { prompt: { status: 'Yes' } },
        { prompt: { status: 'No' } },
      ]);
      expect(await story.logs()).toEqual([]);
    });

    it('prompt-techniques: whoever answers in time is not asked for again', async () => {
      story = await world.load('prompt-techniques', { '<your_email_here>': 'ada@example.com' });
      world.outside.on('www.example.com', () => ({ body: {} }));
      const arrived = world.nextMail();
      await story.run('Start Story');
      const link = linkFor('malicious', textOf(await arrived));
      // the event of the mail, which an answer repeats, is written when the server has taken it
      await until(async () => (await story.outputs('Prompt Email')).length > 0);
      await story.press(link);
      await story.rest();
      expect(await story.outputs('Prompt Email')).toMatchObject([
        { status: 'sent' },
        { prompt: { status: 'malicious' } },
      ]);
      expect(await story.outputs('Trigger if Prompt Clicked')).toMatchObject([{ rule_matched: true }]);
      // both events of the mail are delayed, and both are too late
      expect(await story.outputs('Delay Escalation for 5 Minutes')).toEqual([{ seconds: 15 }, { seconds: 15 }]);
      expect(await story.outputs('Deduplicate Events')).toEqual([{ unique_event: true }]);
      expect(await story.outputs('Trigger if Prompt Clicked Flow')).toMatchObject([{ rule_matched: true }]);
      expect(await story.outputs('Trigger if No Response')).toEqual([]);
      expect(world.outside.calls.map(({ json }) => json)).toEqual([
        { key: 'value', something: 'the event contained ' },
      ]);
      expect(await story.outputs('Additional Manager Action')).toHaveLength(1);

      // nobody answers: the run comes out of the delay alone
      await story.run('Start Story');
      await story.rest();
      expect(await story.outputs('Start Story')).toEqual([{ message }, { message }]);
      expect(await story.outputs('Deduplicate Events')).toHaveLength(2);
      expect(await story.outputs('Trigger if Prompt Clicked Flow')).toHaveLength(1);

      await story.run('Escalate Ticket', 'Deduplicate Events');
      await story.run('Email Action');
      await story.rest();
      expect(await story.outputs('Escalate Ticket')).toMatchObject([{ status: 200 }]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor({
        Yes: 'pressed in the test above',
        No: 'pressed in the test above',
        'Trigger if No Response': 'reads the key `delay` of a Delay, which documentation calls `seconds`',
      });
    });

    it('library-analyze-urls: from a page through pictures to a ticket, whose links are pressed', async () => {
      story = await world.load('library-analyze-urls', {
        '<<user_email>>': 'agent@example.com',
        '<<support_email>>': 'support@example.com',
      });
      const pictures = ['https://i.pinimg.com/originals/aa/1.jpg', 'https://i.pinimg.com/originals/bb/2.png'];
      world.outside.on('www.pinterest.ie', () => ({
        type: 'text/html',
        body: `<html>${pictures.map((picture) => `<img src="${picture}">`).join('\n')}</html>`,
      }));
      world.outside.on('api.ocr.space', ({ query }) => ({
        body: { ParsedResults: [{ ParsedText: `text of ${query['url']?.slice(-5)}` }] },
      }));
      world.outside.on('company.zendesk.com', () => ({ status: 201, body: { ticket: { id: 35436 } } }));

      const board = 'https://www.pinterest.ie/someone/gift-codes/';
      await story.submit('Submit Pinterest Board', {
        'f0ea81ed-c0b5-4175-bf5a-772a8480eb60': board,
      });
      await story.rest();
      expect(await story.outputs('Submit Pinterest Board')).toMatchObject([
        { body: { url: board, submit_form: 'Submit form' }, headers: { email: owner.email } },
      ]);
      expect(await story.outputs('Extract Images')).toEqual([{ urls: pictures }]);
      expect(await story.outputs('Explode Image URLs')).toMatchObject(
        pictures.map((individual_image_url, index) => ({ index, size: 2, individual_image_url })),
      );
      const scans = world.outside.calls.filter(({ host }) => host === 'api.ocr.space').map(({ query }) => query);
      expect(scans).toHaveLength(2);
      expect(scans).toContainEqual({ apikey: 'value-of-ocr_space', url: pictures[0] });

      const ticket = world.outside.calls.at(-1);
      expect(ticket).toMatchObject({ method: 'POST', host: 'company.zendesk.com', path: '/api/v2/tickets.json' });
      const user = Buffer.from('agent@example.com/token:value-of-zendesk').toString('base64');
      expect(ticket?.headers['authorization']).toBe(`Basic ${user}`);
      expect(ticket?.json).toMatchObject({ ticket: { subject: 'New Pinterest Board Report' } });
      const comment = String(at(ticket?.json as Value, 'ticket.comment.body'));
      expect(comment).toContain(`Board URL: ${board}\nReported By: ${owner.email}\n`);
      expect(comment).toContain('\n```\n\ntext of 1.jpg\n\n```\n');
      expect(comment).toContain('\n```\n\ntext of 2.png\n\n```\n');

      await story.press(linkFor('disable', comment));
      await story.rest();
      expect(await story.outputs('Trigger if Remove Content Clicked')).toEqual([]);
      await story.press(linkFor('remove', comment));
      await story.rest();
      expect(await story.outputs('Trigger if Remove Content Clicked')).toMatchObject([{ rule_matched: true }]);
      const [mail] = world.mails;
      expect(mail?.to).toEqual(['support@example.com']);
      expect(textOf(mail)).toContain(`Board URL: ${board}`);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });
  });
