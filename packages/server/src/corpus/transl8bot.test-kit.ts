/** A chat bot in Liquid with twelve conditions and four deduplications: one message for each way through it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../testing/fabula.test-kit.ts';
import type { CorpusWorld, RealStory } from './corpus.test-kit.ts';

interface Message {
  readonly chat: { readonly id: number };
  readonly [key: string]: unknown;
}

export const transl8bot = (given: () => CorpusWorld) =>
  describe('transl8bot', () => {
    let world: CorpusWorld;
    let story: RealStory;
    /** What the language service says of the next texts. */
    let detection = { language: 'uk', isReliable: true };
    let isQuotaUsedUp = false;

    beforeAll(async () => {
      world = given();
      for (const name of ['telegram_bot', 'telegram_bot_prod', 'detect_language', 'oauth2_translate'])
        await world.credential(name);
      await world.resource('protonemai', { email: 'admin@example.com' });
      await world.resource('ttelegram_admin', '99');
      await world.resource('lang', [
        { lang: 'en', Afar: 'English' },
        { lang: 'de', Afar: 'German' },
      ]);
      story = await world.load('transl8bot');
      world.outside.on('api.telegram.org', () => ({ body: { ok: true } }));
      world.outside.on('ws.detectlanguage.com', () => ({ body: { data: { detections: [detection] } } }));
      world.outside.on('www.googleapis.com', ({ json }) =>
        isQuotaUsedUp
          ? { status: 403, body: { error: { code: 403, message: 'quota' } } }
          : { body: { data: { translations: [{ translatedText: `in English: ${at(json as never, 'q')}` }] } } },
      );
    });
    afterAll(() => story.leave());

    /** Sends one message through; gives what the bot wrote: chat and text. */
    async function say(message: Message) {
      world.outside.calls.length = 0;
      await story.send('Translate', { message: { message_id: 1, from: { username: 'ada' }, ...message } });
      await story.rest();
      return world.outside.calls
        .filter(({ host }) => host === 'api.telegram.org')
        .map(({ query }) => ({ to: query['chat_id'], text: query['text'] ?? '' }))
        .sort((one, other) => one.text.localeCompare(other.text, 'en'));
    }
    const forwarded = { forward_from: { id: 5 } };
    const text = (words: string) => expect.stringContaining(words);

    it('welcomes whoever starts, once', async () => {
      const welcome = await say({ chat: { id: 1 }, text: '/start' });
      expect(welcome).toEqual([{ to: '1', text: expect.stringMatching(/^Hi @ada,\n\nThis bot was built for/) }]);
      expect(await story.outputs('build')).toEqual([
        { forward: 'false', forward_self_chat: 'false', start: 'true', username: 'ada' },
      ]);
      expect(world.outside.lines()).toEqual(['GET api.telegram.org/botvalue-of-telegram_bot_prod/sendMessage']);
      expect(await say({ chat: { id: 1 }, text: '/start' })).toEqual([]);
      expect(await say({ chat: { id: 8 }, text: '/start', from: {} })).toMatchObject([
        { text: text('Hi Anonymous User,') },
      ]);
    });

    it('translates what is forwarded, and tells a new chat of its features', async () => {
      const words = 'один два три чотири пять шість сім вісім девять десять одинадцять';
      expect(await say({ chat: { id: 2 }, text: words, ...forwarded })).toEqual([
        { to: '2', text: text('Hi @ada,\n\nNEW FEATURES:') },
        { to: '2', text: `in English: ${words}` },
      ]);
      const detect = world.outside.calls.find(({ host }) => host === 'ws.detectlanguage.com');
      expect(Object.fromEntries(new URLSearchParams(detect?.text))).toEqual({
        q: 'один два три чотири пять шість сім вісім девять десять...',
      });
      expect(detect?.headers['authorization']).toBe('Bearer value-of-detect_language');
      const translate = world.outside.calls.find(({ host }) => host === 'www.googleapis.com');
      expect(translate?.json).toEqual({ target: 'eng', q: words, format: 'text' });
      expect(translate?.headers['authorization']).toBe('Bearer value-of-oauth2_translate');
      expect(await story.outputs('parse')).toEqual([{ language: [detection] }]);
    });

    it('writes to the admin when the same comes again', async () => {
      const words = { chat: { id: 3 }, text: 'доброго ранку', ...forwarded };
      expect(await say(words)).toHaveLength(2);
      world.mails.length = 0;
      expect(await say(words)).toEqual([]);
      expect(await story.outputs('duplicate')).toMatchObject([{ rule_matched: true }]);
      const [mail] = world.mails;
      expect(mail?.to).toEqual(['admin@example.com']);
      expect(mail?.source).toContain('Subject: Dedup | Before Detect Language');
      const [output] = await story.outputs('Email Action');
      expect(output).toMatchObject({ status: 'sent', recipients: ['admin@example.com'] });
    });

    it('translates a caption, and a text after /text without the command', async () => {
      const caption = { chat: { id: 2 }, caption: 'на фото', forward_from_message_id: 7 };
      expect(await say(caption)).toEqual([{ to: '2', text: 'in English: на фото' }]);
      expect((await story.outputs('build')).at(-1)).toMatchObject({ forward: 'true', forward_self_chat: 'false' });
      expect(await say({ chat: { id: 2 }, text: '/text як справи' })).toEqual([
        { to: '2', text: 'in English: як справи' },
      ]);
      expect((await story.outputs('truncate words')).at(-1)).toEqual({
        longtext: 'як справи',
        words: '/text як справи',
      });
    });

    it('passes over what has no text, and what was neither forwarded nor asked for', async () => {
      expect(await say({ chat: { id: 2 }, ...forwarded })).toEqual([]);
      expect((await story.outputs('truncate words')).at(-1)).toEqual({ longtext: '', words: '' });
      const before = await story.outputs('truncate words');
      expect(await say({ chat: { id: 2 }, text: 'hello' })).toEqual([]);
      expect(await story.outputs('truncate words')).toHaveLength(before.length);
    });

    it('names the language that it does not translate', async () => {
      detection = { language: 'de', isReliable: true };
      expect(await say({ chat: { id: 2 }, text: 'guten Morgen', ...forwarded })).toEqual([
        { to: '2', text: text('You are trying to translate, German to English. This is not supported') },
      ]);
      expect((await story.outputs('Lang')).at(-1)).toEqual({ resourcelang: [{ lang: 'de', Afar: 'German' }] });
    });

    it('does nothing with a language that nobody is sure of', async () => {
      detection = { language: 'uk', isReliable: false };
      const before = (await story.outputs('Google Translate')).length;
      expect(await say({ chat: { id: 2 }, text: 'хм', ...forwarded })).toEqual([]);
      expect((await story.outputs('parse')).at(-1)).toEqual({ language: [] });
      expect(await story.outputs('Google Translate')).toHaveLength(before);
    });

    it('apologises and alerts when the translation service refuses', async () => {
      detection = { language: 'ru', isReliable: true };
      isQuotaUsedUp = true;
      world.mails.length = 0;
      expect(await say({ chat: { id: 2 }, text: 'привет', ...forwarded })).toEqual([
        { to: '2', text: text('Oh no! The reddit hug of death.') },
        { to: '99', text: text('The bot is down, fix GCP') },
      ]);
      expect(world.mails.map(({ to, source }) => [to, /^Subject: (.*)\r$/m.exec(source)?.[1]])).toEqual([
        [['admin@example.com'], 'Google Translation API needs to Breath!!!'],
      ]);
    });

    it('answers a banned chat once', async () => {
      const apology = text('Reach out to admin@example.com for questions/updates.');
      const banned = { chat: { id: 5190002904 }, text: '/start' };
      expect(await say(banned)).toEqual([{ to: '5190002904', text: apology }]);
      expect(await say(banned)).toEqual([]);
    });

    it('leaves no action out; only the refusal is an error', async () => {
      await story.run('Set Webhook Telegram');
      await story.rest();
      expect(world.outside.calls.at(-1)).toMatchObject({
        path: '/botvalue-of-telegram_bot/setWebhook',
        json: { url: 'set translate webhook action' },
      });
      expect(await story.logs()).toEqual([
        'Google Translate: Status 403 received from https://www.googleapis.com/language/translate/v2',
      ]);
      await story.accountFor();
    });
  });
