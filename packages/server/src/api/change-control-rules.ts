/** The rules of change control that hold for the whole installation. */
import { getKey, isObjectValue } from '@fabula/formula';
import type { ChangeControlRules } from '@fabula/model';
import { type Executor, findSetting, putSetting } from '@fabula/store';

/** What holds until somebody says otherwise: two people see every change. */
const usual: ChangeControlRules = {
  require_approval: true,
  require_separate_approver: true,
  require_description: false,
};

const setting = 'change_control';

export async function readRules(executor: Executor): Promise<ChangeControlRules> {
  const stored = await findSetting(executor, setting);
  const rule = (name: keyof ChangeControlRules): boolean => {
    const value = stored !== undefined && isObjectValue(stored) ? getKey(stored, name) : undefined;
    return typeof value === 'boolean' ? value : usual[name];
  };
  return {
    require_approval: rule('require_approval'),
    require_separate_approver: rule('require_separate_approver'),
    require_description: rule('require_description'),
  };
}

export async function writeRules(executor: Executor, rules: ChangeControlRules): Promise<void> {
  await putSetting(executor, setting, { ...rules });
}
