import { stringifyJson } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { type Mail, readMail } from './read-mail.ts';
import { toPayload } from './to-payload.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array =>
  Buffer.from(text.replaceAll('\n', '\r\n'), encoding);
const shown = (mail: Mail, emitsHeaders = false): Record<string, unknown> =>
  JSON.parse(stringifyJson(toPayload(mail, 'INBOX', emitsHeaders)));
const read = async (text: string, emitsHeaders = false) => shown(await readMail(bytes(text)), emitsHeaders);

const plain = `From: "Lovelace, Ada" <ada@example.com>
To: soc@example.com, Team <team@example.com>
Cc: undisclosed: a@x.test, b@x.test;
Reply-To: desk@example.com
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
Date: Sun, 22 Nov 2026 13:00:00 +0100
Message-ID: <one@example.com>
Received: from a
Received: from b
X-Spam-Flag: YES

Hello
world
`;

const withFiles = `From: ada@example.com
Subject: Files
Message-ID: <two@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Gr=FC=DFe <a href=3D"https://x.test/a">link</a></p>
--outer
Content-Type: application/octet-stream; name="a.bin"
Content-Disposition: attachment; filename="a.bin"
Content-Transfer-Encoding: base64

aGVsbG8=
--outer
Content-Type: message/rfc822

From: evil@x.test
Subject: Inner

Bad
--outer--
`;

describe('what an event shows of a mail', () => {
  it('people, subject, date and text', async () => {
    expect(await read(plain)).toEqual({
      message_id: 'one@example.com',
      from: 'ada@example.com',
      from_name: 'Lovelace, Ada',
      to: ['soc@example.com', 'team@example.com'],
      cc: ['a@x.test', 'b@x.test'],
      reply_to: ['desk@example.com'],
      subject: 'Grüße',
      date: '2026-11-22T12:00:00.000Z',
      body: 'Hello\nworld\n',
      html: null,
      attachments: [],
      folder: 'INBOX',
    });
  });

  it('headers when they are asked for', async () => {
    expect((await read(plain, true))['headers']).toMatchObject({
      x_spam_flag: 'YES',
      received: ['from a', 'from b'],
      message_id: '<one@example.com>',
    });
  });

  it('files with their digests, mails inside of mails among them, and text made of HTML', async () => {
    expect(await read(withFiles)).toMatchObject({
      body: 'Grüße link [https://x.test/a]',
      html: expect.stringContaining('<p>Grüße'),
      attachments: [
        {
          filename: 'a.bin',
          type: 'application/octet-stream',
          size: 5,
          md5: '5d41402abc4b2a76b9719d911017c592',
          sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
          base64encodedcontents: 'aGVsbG8=',
        },
        { filename: 'message-2.eml', type: 'message/rfc822' },
      ],
    });
  });

  it('no files of a mail that was not read to its end', async () => {
    const [start] = withFiles.split('aGVs');
    expect(shown(await readMail(bytes(start ?? ''), false))).toMatchObject({
      subject: 'Files',
      body: 'Grüße link [https://x.test/a]',
      attachments: [],
      truncated: true,
    });
  });

  it.each([
    ['nothing at all', ''],
    ['no header', 'just text'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=x\n\nnothing'],
    ['an unknown charset', 'Content-Type: text/plain; charset=klingon\n\nqapla'],
    ['no date', 'Date: soon\n\nx'],
    ['bytes', '\u0000\u0001\u00ff: \u0000\n\n\u0000'],
  ])('is something even of %s', async (_name, text) => {
    const mail = await read(text);
    expect(mail).toMatchObject({ attachments: [], subject: expect.any(String), body: expect.any(String) });
  });

  it('is the beginning of the source when the mail is a trap', async () => {
    const depth = 400;
    const open = Array.from({ length: depth }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`);
    const mail = await readMail(bytes(`From: evil@x.test\nSubject: Deep\nMessage-ID: <deep@x>\n${open.join('')}`));
    expect(mail.fault).toContain('it cannot be read as a mail');
    expect(shown(mail)).toMatchObject({ from: 'evil@x.test', subject: 'Deep', message_id: 'deep@x', truncated: true });
  });
});
