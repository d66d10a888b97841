/** E-mails as they come: in all charsets, nested, forwarded, and broken. */
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../value/base64.ts';
import { shown } from './evaluating.test-kit.ts';

/** Each line ends as mails have it. */
function lines(...parts: readonly string[]): string {
  return parts.join('\r\n');
}

/** A text with one character a byte becomes bytes; whatever is above stays text. */
function parse(mail: string, rest = ''): string {
  const bytes = Uint8Array.from(mail, (character) => character.charCodeAt(0));
  const context = JSON.stringify({ mail: toBase64(bytes) });
  return shown(`EML_PARSE(BASE64_DECODE(mail)${rest}`, context);
}

function field(mail: string, path: string): unknown {
  const result = parse(mail, `)${path}`);
  return result.startsWith('!') ? result : JSON.parse(result);
}

function withHeader(name: string, value: string): string {
  return lines(`${name}: ${value}`, '', 'x');
}

describe('headers', () => {
  const subjects: readonly (readonly [raw: string, read: string])[] = [
    ['plain', 'plain'],
    ['=?utf-8?Q?Caf=C3=A9_cr=C3=A8me?=', 'Café crème'],
    ['=?UTF-8?B?8J+YgA==?=', '😀'],
    ['=?iso-8859-1?q?a=E9?= b =?iso-8859-1?q?c?=', 'aé b c'],
    // The blank between two words was made by folding; a character may be cut between them.
    ['=?utf-8?B?4g==?= =?utf-8?B?gqw=?=', '€'],
    ['=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=', 'ab'],
    ['=?windows-1252?Q?=93quoted=94?=', '“quoted”'],
    ['=?windows-1251?B?z/Do4uXy?=', 'Привет'],
    ['=?koi8-r?B?8NLJ18XU?=', 'Привет'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['=?shift_jis?B?k/qWew==?=', '日本'],
    ['=?cp932?B?k/qWew==?=', '日本'],
    ['=?gb2312?B?1tC5+g==?=', '中国'],
    ['=?gb18030?B?1tC5+g==?=', '中国'],
    ['=?big5?B?pKSw6g==?=', '中國'],
    ['=?euc-kr?B?x9GxuQ==?=', '한국'],
    ['=?utf-16be?B?AEEA6Q==?=', 'Aé'],
    ['=?utf-8*en?Q?tagged?=', 'tagged'],
    ['=?no-such-charset?Q?caf=C3=A9?=', 'café'],
    ['=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['=?utf-8?Q?with blanks?=', 'with blanks'],
    ['caf\xe9', 'café'],
    ['caf\xc3\xa9', 'café'],
    ['two\r\n lines', 'two lines'],
    ['two\n\t\tlines', 'two lines'],
    ['', ''],
  ];
  test.each(subjects)('subject %j', (raw, read) => {
    expect(field(withHeader('Subject', raw), '.subject')).toBe(read);
  });

  const recipients: readonly (readonly [raw: string, read: readonly string[]])[] = [
    ['ada@example.com', ['ada@example.com']],
    ['Ada <ada@example.com>, <bob@example.com>', ['ada@example.com', 'bob@example.com']],
    ['"Lovelace, Ada" <ada@example.com>', ['ada@example.com']],
    ['"a \\" <x>, b" <ada@example.com>', ['ada@example.com']],
    ['=?utf-8?Q?a=2C?= <ada@example.com>', ['ada@example.com']],
    ['(comment, (nested)) ada@example.com (more)', ['ada@example.com']],
    [
      'Team: ada@example.com, bob@example.com;, carol@example.com',
      ['ada@example.com', 'bob@example.com', 'carol@example.com'],
    ],
    ['undisclosed-recipients:;', []],
    ['ada@example.com; bob@example.com', ['ada@example.com', 'bob@example.com']],
    ['<@relay.example:ada@example.com>', ['ada@example.com']],
    ['=?utf-8?B?QWRhIDxhZGFAZXhhbXBsZS5jb20+?=', ['ada@example.com']],
    ['"a b"@example.com', ['"a b"@example.com']],
    ['Ada <ada@example.com', ['ada@example.com']],
    ['', []],
  ];
  test.each(recipients)('to %j', (raw, read) => {
    expect(field(withHeader('To', raw), '.to')).toEqual(read);
  });

  test('recipients of several fields come together', () => {
    expect(field(lines('To: a@x.com', 'TO: b@x.com', 'Cc: c@x.com', '', ''), '.to')).toEqual(['a@x.com', 'b@x.com']);
  });

  const dates: readonly (readonly [raw: string, read: string | null])[] = [
    ['Thu, 01 Jun 2017 15:24:31 +0000', '2017-06-01T15:24:31+00:00'],
    ['1 Jun 2017 15:24 -0730', '2017-06-01T15:24:00-07:30'],
    ['Thu,  1 Jun 17 15:24:31 GMT (Greenwich)', '2017-06-01T15:24:31+00:00'],
    ['Thu, 1 June 2017 15:24:31 EST', '2017-06-01T15:24:31-05:00'],
    ['Thu, 1 Jun 99 15:24:31', '1999-06-01T15:24:31+00:00'],
    ['Thu, 41 Jun 2017 15:24:31 +0000', null],
    ['yesterday', null],
  ];
  test.each(dates)('date %j', (raw, read) => {
    expect(field(withHeader('Date', raw), '.date')).toBe(read);
  });

  test('a header that comes again is an array, in the spelling that came first', () => {
    const mail = lines('Received: one', 'received: two', '__proto__: x', '1: y', 'not a header', '', '');
    expect(parse(mail, ').headers')).toBe('{"Received":["one","two"],"__proto__":"x","1":"y"}');
  });

  test('the id stands without its angles', () => {
    expect(field(withHeader('Message-ID', '<a.b@c>'), '.message_id')).toBe('a.b@c');
    expect(field(withHeader('X', 'y'), '.message_id')).toBe(null);
  });

  test('line feeds alone, carriage returns alone, and what stands in front of mails in a mailbox', () => {
    expect(field('From ada Thu Jun 1\nSubject: a\n\nbody\n', '.body')).toBe('body\n');
    expect(field('\r\n\r\nSubject: a\r\rbody', '.body')).toBe('body');
    expect(field('\xef\xbb\xbfSubject: a\n\nbody', '.subject')).toBe('a');
  });
});

describe('bodies', () => {
  function body(headers: readonly string[], text: string): unknown {
    return field(lines('From: a@b.c', ...headers, '', text), '.body');
  }
  const rows: readonly (readonly [headers: readonly string[], raw: string, read: string])[] = [
    [[], 'a\r\nb', 'a\nb'],
    [['Content-Transfer-Encoding: quoted-printable'], 'caf=C3=A9 =\r\nau lait=20\r\n=3D=XY ', 'café au lait \n==XY'],
    [['Content-Transfer-Encoding: BASE64'], 'aGVs\r\nbG8=', 'hello'],
    [['Content-Transfer-Encoding: base64'], 'aGVsbG8=d29ybGQ=', 'helloworld'],
    [['Content-Transfer-Encoding: base64'], 'aGV*sbG8', 'hello'],
    [['Content-Transfer-Encoding: "unknown"'], 'x=20', 'x=20'],
    [['Content-Type: text/plain; charset=windows-1252'], 'it\x92s', 'it’s'],
    [['Content-Type: text/plain; charset="iso-8859-15"'], '\xa4', '€'],
    [['Content-Type: text/plain; charset=us-ascii'], 'caf\xc3\xa9', 'café'],
    [['Content-Type: text/plain; charset=us-ascii'], 'caf\xe9', 'café'],
    [['Content-Type: text/plain; charset=iso-2022-jp'], '\x1b$BF|K\\\x1b(B', '日本'],
    [['Content-Type: text/plain; charset=utf-16'], '\xff\xfea\x00\xe9\x00', 'aé'],
    [['Content-Type: text/plain; charset=utf-16'], '\xfe\xff\x00a\x00\xe9', 'aé'],
    [['Content-Type: text/plain; charset=utf-8'], '\xef\xbb\xbfa\xff', 'a�'],
    [['Content-Type: text/plain; charset=x-user-defined'], 'caf\xe9', 'café'],
    [['Content-Type: text'], 'x', 'x'],
    [['Content-Type: ;;;='], 'x', 'x'],
    [['Content-Type: multipart/mixed'], 'no parts', 'no parts'],
  ];
  test.each(rows)('%j %j', (headers, raw, read) => {
    expect(body(headers, raw)).toBe(read);
  });

  test('a mail that comes as text is UTF-8 whatever it says', () => {
    const mail = 'Content-Type: text/plain; charset=iso-8859-1\n\ncafé';
    expect(shown('EML_PARSE(mail).body', JSON.stringify({ mail }))).toBe('"café"');
  });
});

const alternative = lines(
  'From: a@b.c',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  'This is for old readers.',
  '--outer',
  'Content-Type: multipart/alternative; boundary=outer-inner',
  '',
  '--outer-inner',
  '',
  'as text',
  '--outer-inner',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>caf=C3=A9</p>',
  '--outer-inner--',
  '',
  '--outer  ',
  'Content-Type: application/pdf; name="old.pdf"',
  'Content-Disposition: attachment; filename="report.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'aGVsbG8=',
  '--outer--',
  'after the end',
);

describe('parts', () => {
  test('the HTML is the body, if there is any', () => {
    expect(field(alternative, '.body')).toBe('<p>café</p>');
    expect(JSON.parse(parse(alternative, ', single_body: FALSE)'))).toMatchObject({
      body_html: '<p>café</p>',
      body_text: 'as text',
    });
    expect(JSON.parse(parse('A: b\n\nx', ', single_body: FALSE)'))).toMatchObject({ body_html: null, body_text: 'x' });
  });

  test('an attachment is a file', () => {
    expect(field(alternative, '.attachments')).toEqual([
      {
        filename: 'report.pdf',
        content_type: 'application/pdf',
        guid: '00000000-0000-4000-8000-000000000000',
        md5: '5d41402abc4b2a76b9719d911017c592',
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        sizeinbytes: 5,
        base64encodedcontents: 'aGVsbG8=',
      },
    ]);
  });

  test('a last boundary may be missing, and a boundary may not be named', () => {
    const cut = alternative.slice(0, alternative.indexOf('\r\n--outer--'));
    expect(field(cut, '.attachments[0].base64encodedcontents')).toBe('aGVsbG8=');
    const unnamed = alternative.replace('; boundary="outer"', '');
    expect(field(unnamed, '.attachments[0].filename')).toBe('report.pdf');
  });

  test('a text below a picture belongs to the mail', () => {
    const mail = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'above',
      '--b',
      'Content-Type: image/png; name=p.png',
      'Content-Disposition: inline',
      '',
      'PNG',
      '--b',
      '',
      'below',
      '--b--',
    );
    expect(field(mail, '.body')).toBe('above\nbelow');
    expect(field(mail, '.attachments[0].filename')).toBe('p.png');
  });

  test('a forwarded mail is an attachment that can be read in turn', () => {
    const inner = lines('From: x@y.z', 'Subject: =?utf-8?Q?Caf=C3=A9=3F?=', '', 'inner');
    const mail = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--b--',
    );
    expect(field(mail, '.attachments[0].filename')).toBe('Café_.eml');
    expect(field(mail, '.attachments[0].content_type')).toBe('message/rfc822');
    const context = JSON.stringify({ mail });
    expect(shown('EML_PARSE(BASE64_DECODE(EML_PARSE(mail).attachments[0].base64encodedcontents)).from', context)).toBe(
      '"x@y.z"',
    );
  });

  test('what a digest holds are mails', () => {
    const mail = lines('Content-Type: multipart/digest; boundary=b', '', '--b', '', 'Subject: one', '', 'x', '--b--');
    expect(field(mail, '.attachments[0].filename')).toBe('one.eml');
  });

  const names: readonly (readonly [header: string, name: string])[] = [
    ['Content-Disposition: attachment; filename=plain.txt', 'plain.txt'],
    ['Content-Disposition: attachment; filename=with blanks.txt', 'with blanks.txt'],
    ['Content-Disposition: attachment; filename="a;b\\"c.txt"', 'a;b"c.txt'],
    ["Content-Disposition: attachment; filename*=utf-8'en'caf%C3%A9.txt", 'café.txt'],
    ["Content-Disposition: attachment; filename*=iso-8859-1''caf%E9.txt; filename=cafe.txt", 'café.txt'],
    ['Content-Disposition: attachment; filename*0="long "; filename*1="name.txt"', 'long name.txt'],
    ["Content-Disposition: attachment; filename*1*=%A9.txt; filename*0*=utf-8''caf%C3", 'café.txt'],
    ['Content-Disposition: attachment; filename="=?utf-8?Q?caf=C3=A9.txt?="', 'café.txt'],
    ['Content-Disposition: attachment; filename=caf\xc3\xa9.txt', 'café.txt'],
    ['Content-Disposition: attachment; filename=""', 'untitled'],
    ['Content-Disposition: attachment', 'untitled'],
    ['Content-Type: application/zip; name="=?utf-8?B?Y2Fmw6kuemlw?="', 'café.zip'],
    ['Content-Type: application/zip;\r\n name=folded.zip', 'folded.zip'],
    ['Content-Type: text/calendar', 'invite.ics'],
    ['Content-Type: text/plain; name=notes.txt', 'notes.txt'],
    ['Content-Type: text/html\r\nContent-Disposition: inline; filename=page.html', 'page.html'],
  ];
  test.each(names)('%j is named %j', (header, name) => {
    expect(field(lines(header, '', 'x'), '.attachments[0].filename')).toBe(name);
  });
});

describe('what cannot be read', () => {
  test('is refused', () => {
    expect(shown('EML_PARSE("")')).toBe(
      '! EML_PARSE: the text is not an e-mail: it has no header lines such as "From: ada@example.com"',
    );
    expect(shown('EML_PARSE({})')).toBe('! EML_PARSE wants a text as `text`, found object');
    expect(shown('EML_PARSE(NULL)')).toMatch(/no header lines/);
  });

  test('parts in parts in parts end somewhere', () => {
    const nested = Array.from({ length: 80 }, (_, depth) =>
      lines(`Content-Type: multipart/mixed; boundary=b${depth}`, '', `--b${depth}`, ''),
    ).join('');
    expect(field(nested, '.from')).toBe(null);
  });

  test('a mail ten times as large takes about ten times as long', () => {
    const line = `${'A'.repeat(76)}\r\n`;
    const timeOf = (count: number): number => {
      const mail = lines(
        'Content-Type: application/octet-stream',
        'Content-Transfer-Encoding: base64',
        '',
        line.repeat(count),
      );
      const started = performance.now();
      expect(field(mail, '.attachments[0].sizeinbytes')).toBe(count * 57);
      return performance.now() - started;
    };
    timeOf(1_000);
    // in turn, and the quickest of each: another program on the machine disturbs some of them
    const pairs = [1, 2, 3].map(() => [timeOf(1_000), timeOf(10_000)] as const);
    const small = Math.min(...pairs.map(([time]) => time));
    const large = Math.min(...pairs.map(([, time]) => time));
    // what grows with the square takes a hundred times as long
    expect(large / small).toBeLessThan(50);
  });
});
