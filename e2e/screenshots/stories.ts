/** The two stories that the pictures are about. */

const transform = 'Agents::EventTransformationAgent';
const message = (name: string, payload: object) => ({
  type: transform,
  name,
  options: { mode: 'message_only', payload },
});

interface Placed {
  readonly type: string;
  readonly name: string;
  readonly options: object;
}

/** `links`: by name; `places`: columns and rows. */
function storyOf(
  name: string,
  description: string,
  actions: readonly (readonly [action: Placed, column: number, row: number])[],
  links: readonly (readonly [source: string, receiver: string, type?: 'secondary'])[],
  notes: readonly object[] = [],
): object {
  const guid = (index: number) => `${name.length}${index}`.padStart(32, '0');
  const at = (wanted: string) => actions.findIndex(([action]) => action.name === wanted);
  return {
    name,
    description,
    agents: actions.map(([action], index) => ({ ...action, guid: guid(index) })),
    links: links.map(([source, receiver, type]) => ({
      source: at(source),
      receiver: at(receiver),
      ...(type === undefined ? {} : { link_type: type }),
    })),
    diagram_layout: JSON.stringify(
      Object.fromEntries(actions.map(([, column, row], index) => [guid(index), [column * 270, row * 120]])),
    ),
    diagram_notes: notes,
  };
}

export function reportedMail(sandboxUrl: string): object {
  return storyOf(
    'A mail is reported',
    'Somebody reports a mail: judge it, and act on what is dangerous.',
    [
      [
        {
          type: 'Agents::WebhookAgent',
          name: 'Mail reported',
          options: { path: 'mail-reported', secret: 'shared', verbs: 'post' },
        },
        1,
        0,
      ],
      [
        message('Judge the sender', {
          sender: '<<DOWNCASE(mail_reported.body.from)>>',
          domain: '=LAST(SPLIT(mail_reported.body.from, "@"))',
          score: '=mail_reported.body.score',
        }),
        1,
        1,
      ],
      [
        {
          type: 'Agents::TriggerAgent',
          name: 'Is it dangerous?',
          options: { rules: [{ type: 'field>value', value: '80', path: '<<judge_the_sender.score>>' }] },
        },
        1,
        2,
      ],
      [
        {
          type: 'Agents::HTTPRequestAgent',
          name: 'Block the sender',
          options: { url: sandboxUrl, method: 'post', payload: { sender: '<<judge_the_sender.sender>>' } },
        },
        0,
        3,
      ],
      [message('Thank the reporter', { text: 'Thank you: <<judge_the_sender.domain>> is harmless.' }), 2, 3],
      [
        message('Tell the on-call', { text: 'Blocked <<judge_the_sender.sender>>: “<<mail_reported.body.subject>>”' }),
        0,
        4,
      ],
    ],
    [
      ['Mail reported', 'Judge the sender'],
      ['Judge the sender', 'Is it dangerous?'],
      ['Is it dangerous?', 'Block the sender'],
      ['Is it dangerous?', 'Thank the reporter', 'secondary'],
      ['Block the sender', 'Tell the on-call'],
    ],
    [
      {
        content: '## When somebody reports a mail\n\nAbove **80** the sender is blocked, and the on-call hears of it.',
        position: [570, 0],
        width: 240,
      },
    ],
  );
}

export function accessReview(): object {
  return storyOf(
    'Review of access',
    'Once a quarter: who may still do what.',
    [
      [
        {
          type: 'Agents::WebhookAgent',
          name: 'Review begins',
          options: { path: 'access-review', secret: 'shared', verbs: 'post' },
        },
        0,
        0,
      ],
      [
        {
          type: 'Agents::HTTPRequestAgent',
          name: 'Ask the directory',
          // An address of a cloud's own that no story may reach: it is refused without a packet.
          options: { url: 'http://169.254.169.254/people', method: 'get' },
        },
        0,
        1,
      ],
      [message('Tell the manager', { text: '<<ask_the_directory.body.name>> may do this' }), 0, 2],
    ],
    [
      ['Review begins', 'Ask the directory'],
      ['Ask the directory', 'Tell the manager'],
    ],
  );
}
