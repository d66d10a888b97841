/** Who is told of what the monitored actions of a story do (reference: api/stories.md, recipients). */
import { idInput, type Story, storyRecipientInput, storyShape } from '@fabula/model';
import { updateStory } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { isMailAddress } from '../mail/mail-address.ts';
import { publicStoryId, writableStory } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { visibleStory } from './visible.ts';

const tags = ['Stories'];
const params = z.object({ story_id: idInput });
const path = '/api/v1/stories/:story_id/recipients';
const maxRecipients = 50;

export function recipientRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, storyChanged } = parts;
  const { kysely } = database;

  app.post(
    path,
    {
      config: { permission: 'story:write', audit: 'StoryRecipientAddition' },
      schema: {
        summary: "Add a recipient of the story's monitoring messages",
        tags,
        params,
        body: storyRecipientInput,
        response: { 201: storyShape },
      },
    },
    async (request, reply) => {
      const address = request.body.address.trim();
      if (!isRecipient(address))
        refuse('invalid_parameter', 'address must be an e-mail address or an http(s) URL.', 'address');
      const story = await change(request, request.params.story_id, 'StoryRecipientAddition', (recipients) => {
        if (recipients.includes(address)) return recipients;
        if (recipients.length >= maxRecipients)
          refuse('invalid_parameter', `A story has at most ${maxRecipients} recipients.`, 'address');
        return [...recipients, address];
      });
      return reply.code(201).send(await describeStory(kysely, story));
    },
  );

  app.delete(
    path,
    {
      config: { permission: 'story:write', audit: 'StoryRecipientRemoval' },
      schema: { summary: 'Remove a recipient', tags, params, body: storyRecipientInput },
    },
    async (request, reply) => {
      const address = request.body.address.trim();
      // One that is not there is gone already.
      await change(request, request.params.story_id, 'StoryRecipientRemoval', (recipients) =>
        recipients.filter((each) => each !== address),
      );
      return reply.code(204).send();
    },
  );

  async function change(
    request: FastifyRequest,
    id: number,
    operation: string,
    decide: (recipients: readonly string[]) => readonly string[],
  ): Promise<Story> {
    const story = await kysely.transaction().execute(async (transaction) => {
      const input = request.body as z.output<typeof storyRecipientInput>;
      const live = await visibleStory(request, transaction, id);
      // Who is told of a copy's failures is up to its team.
      const before = live.syncedFrom === null ? await writableStory(request, transaction, id, input, parts) : live;
      const recipients = decide(before.recipients);
      if (recipients.length === before.recipients.length) {
        noteNothingChanged(request);
        return before;
      }
      await recordAudit(request, transaction, {
        operation,
        storyId: publicStoryId(before),
        inputs: {
          storyId: publicStoryId(before),
          ...(before.draft === null ? {} : { draftId: before.id }),
          address: recipientToTell(input.address.trim()),
        },
      });
      return updateStory(transaction, before.id, { recipients });
    });
    if (story === null) return refuse('story_not_found');
    await storyChanged(story.id);
    return story;
  }
}

function isRecipient(address: string): boolean {
  return /^https?:\/\//i.test(address) ? URL.canParse(address) : isMailAddress(address);
}

/** Of a URL the host alone: paths of such addresses are often secrets. */
function recipientToTell(address: string): string {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address).host : address;
}
