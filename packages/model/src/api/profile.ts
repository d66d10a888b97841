/** What people change about themselves. Not part of the documented API. */
import { z } from 'zod';
import { textInput } from './input.ts';
import { newPasswordInput, personNameInput } from './user.ts';

export const updateProfileInput = z.object({
  first_name: personNameInput.optional(),
  last_name: personNameInput.optional(),
  password: newPasswordInput.optional(),
  /** Needed for another password. */
  current_password: textInput.max(1_024, { error: 'is too long' }).optional(),
});
