/** The only list of the kinds of action that this version runs. */
import type { ActionTypes } from '@fabula/engine';
import { makeAiAgent } from './ai-agent/definition.ts';
import { caseAction } from './case/definition.ts';
import { condition } from './condition/definition.ts';
import { eventTransform } from './event-transform/definition.ts';
import { group, groupInput, groupLoopMs, groupOutput } from './group/definition.ts';
import { httpRequest } from './http-request/definition.ts';
import { withLoop } from './loop/with-loop.ts';
import { mcpRequest } from './mcp-request/definition.ts';
import { page } from './page/definition.ts';
import { receiveEmail } from './receive-email/definition.ts';
import { record } from './record/definition.ts';
import { withRunRules } from './rules/with-run-rules.ts';
import { runScript } from './run-script/definition.ts';
import { sendEmail } from './send-email/definition.ts';
import { sendToStory } from './send-to-story/definition.ts';
import { webhook } from './webhook/definition.ts';

const aiAgent = makeAiAgent(() => actionTypes);

/** Condition and Webhook read `rules` in their own way; for all others they say which events the action runs for. */
export const actionTypes: ActionTypes = new Map(
  [
    webhook,
    receiveEmail,
    condition,
    ...[
      eventTransform,
      ...[httpRequest, sendToStory].map((type) => withLoop(type, { isDocumented: true })),
      withLoop(group, { isDocumented: true, limitMs: groupLoopMs }),
      groupInput,
      groupOutput,
      page,
      ...[sendEmail, runScript, record, caseAction, aiAgent].map((type) => withLoop(type)),
      mcpRequest,
    ].map(withRunRules),
  ].map((type) => [type.type, type]),
);
