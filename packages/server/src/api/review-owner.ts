import type { Story } from '@fabula/model';
import type { FastifyRequest } from 'fastify';
import { callerOf, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';

/**
 * Where only owners approve the changes of a story, nobody else says who its owners are, or opens its review to others, but those
 * who manage change control: they help out when the owners are gone.
 */
export function requireReviewOwner(request: FastifyRequest, story: Story, field: string): void {
  if (!story.isReviewForOwners || story.ownerIds.includes(callerOf(request).userId)) return;
  const managed = teamsOf(request, 'story:change_control_manage');
  if (managed === null || managed.includes(story.teamId)) return;
  refuse('not_allowed', 'Only owners of this story approve its changes, so only they decide who does.', field);
}
