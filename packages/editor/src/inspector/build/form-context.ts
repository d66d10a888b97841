/** What every control of the form may need to know. */
import type { ObjectValue } from '@fabula/formula';
import { createContext, useContext } from 'react';
import type { ActionDraft } from '../draft/action-draft.ts';

interface FormTools {
  readonly draft: ActionDraft;
  readonly isReadOnly: boolean;
  /** What formulas may read, from an event that the action has received or could; null: not known. */
  readonly sample: ObjectValue | null;
}

export const FormContext = createContext<FormTools | null>(null);

export function useForm(): FormTools {
  const tools = useContext(FormContext);
  if (tools === null) throw new Error('a control of the form stands outside of it');
  return tools;
}
