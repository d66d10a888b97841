/** Groups: actions inside an action. What goes in comes from the group's input, what its output emits comes out. */
import type { ActionId } from '../ids.ts';
import type { DefinedAction, StoryDefinition } from './story-definition.ts';

export const groupType = 'Agents::GroupAgent';
export const groupInputType = 'Agents::GroupInputAgent';
export const groupOutputType = 'Agents::GroupOutputAgent';

/** The first of the group's inputs; undefined: it has none. */
export function groupInputOf(story: StoryDefinition, groupId: ActionId): DefinedAction | undefined {
  return story.actions.find((action) => action.groupId === groupId && action.type === groupInputType);
}
