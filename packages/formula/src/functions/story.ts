/** Functions about the run that a formula is evaluated in. Outside a run they fail. */

import { text } from './arguments.ts';
import type { CallContext, FunctionDefinition, RunFacts } from './definition.ts';
import { optional, withDocs } from './parameters.ts';
import examples from './story.examples.json' with { type: 'json' };
import notes from './story.notes.json' with { type: 'json' };

export const storyFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'STORY_RUN_GUID',
    category: 'Story Metadata',
    summary: 'The GUID of this story run.',
    parameters: [],
    returns: 'text',
    nondeterministic: true,
    liquidFilter: 'story_run_guid',
    call: (_args, context) => runOf(context).storyRunGuid,
  },
  {
    name: 'STORY_RUN_LINK',
    category: 'Story Metadata',
    summary: 'A link to this story run, or to the events that this action made in it.',
    parameters: [optional('mode', 'text', '"story_runs"', '"story_runs" or "action"')],
    returns: 'text',
    nondeterministic: true,
    liquidFilter: 'story_run_link',
    call: (args, context) => {
      const run = runOf(context);
      const mode = text(args, context, 'mode', 'story_runs');
      if (mode === 'story_runs') return run.storyRunLink;
      if (mode !== 'action') return context.fail(`unknown mode "${mode.slice(0, 40)}"; story_runs or action`);
      return run.actionLink ?? context.fail('there is no action here to link to');
    },
  },
  {
    name: 'PROMPT',
    category: 'Story Metadata',
    summary: 'An address that, when visited, makes this action emit an event with the text as its status.',
    parameters: [optional('text', 'text', '""', 'URL-encoded by the author where it needs to be')],
    returns: 'text',
    nondeterministic: true,
    call: (args, context) => {
      const link = runOf(context).promptLink;
      return `${link}${link.includes('?') ? '&' : '?'}s=${text(args, context, 'text')}`;
    },
  },
]);

function runOf(context: CallContext): RunFacts {
  return context.run ?? context.fail('it is known only while a story runs');
}
