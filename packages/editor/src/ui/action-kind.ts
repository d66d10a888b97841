/** How each kind of action looks and what it is called, on the canvas and in the panels. */
import { getKey, type ObjectValue } from '@fabula/formula';
import {
  BookOpenText,
  Boxes,
  Braces,
  BriefcaseBusiness,
  CircleHelp,
  CopyMinus,
  Gauge,
  Globe,
  Group,
  Inbox,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  PanelTop,
  Plug,
  ScanSearch,
  Shuffle,
  Sparkles,
  Split,
  SquareCode,
  SquareTerminal,
  Table2,
  Timer,
  Ungroup,
  Webhook,
} from 'lucide-react';

export interface ActionKind {
  readonly label: string;
  readonly icon: LucideIcon;
  /** The class that sets the colour, from tokens.css. */
  readonly colour: string;
}

const transform = 'kind-transform';

const kinds: Readonly<Record<string, ActionKind>> = {
  WebhookAgent: { label: 'Webhook', icon: Webhook, colour: 'kind-webhook' },
  FormAgent: { label: 'Page', icon: PanelTop, colour: 'kind-page' },
  IMAPAgent: { label: 'Receive email', icon: Inbox, colour: 'kind-email' },
  EmailAgent: { label: 'Send email', icon: Mail, colour: 'kind-email' },
  HTTPRequestAgent: { label: 'HTTP request', icon: Globe, colour: 'kind-http' },
  EventTransformationAgent: { label: 'Transform', icon: Shuffle, colour: transform },
  TriggerAgent: { label: 'Condition', icon: Split, colour: 'kind-condition' },
  SendToStoryAgent: { label: 'Send to story', icon: BookOpenText, colour: 'kind-story' },
  LLMAgent: { label: 'AI agent', icon: Sparkles, colour: 'kind-agent' },
  RecordAgent: { label: 'Record', icon: Table2, colour: 'kind-record' },
  CaseAgent: { label: 'Case', icon: BriefcaseBusiness, colour: 'kind-record' },
  GroupAgent: { label: 'Group', icon: Boxes, colour: 'kind-group' },
  GroupInputAgent: { label: 'Group input', icon: LogIn, colour: 'kind-group' },
  GroupOutputAgent: { label: 'Group output', icon: LogOut, colour: 'kind-group' },
  ScriptAgent: { label: 'Run script', icon: SquareTerminal, colour: transform },
  McpRequestAgent: { label: 'MCP request', icon: Plug, colour: 'kind-agent' },
};

/** The modes of a transform differ so much that each has a face of its own. */
const transformModes: Readonly<Record<string, ActionKind>> = {
  message_only: { label: 'Message', icon: Braces, colour: transform },
  explode: { label: 'Explode', icon: Ungroup, colour: transform },
  implode: { label: 'Implode', icon: Group, colour: transform },
  extract: { label: 'Extract', icon: ScanSearch, colour: transform },
  deduplicate: { label: 'Deduplicate', icon: CopyMinus, colour: transform },
  delay: { label: 'Delay', icon: Timer, colour: transform },
  throttle: { label: 'Throttle', icon: Gauge, colour: transform },
  automatic: { label: 'Automatic', icon: SquareCode, colour: transform },
};

/** `type` as exports write it: `Agents::WebhookAgent`. An unknown type shows its own name. */
export function actionKind(type: string, options: ObjectValue): ActionKind {
  const name = type.replace(/^Agents::/, '');
  const mode = getKey(options, 'mode');
  if (name === 'EventTransformationAgent' && typeof mode === 'string' && Object.hasOwn(transformModes, mode)) {
    return transformModes[mode] ?? unknownKind(name);
  }
  return (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? unknownKind(name);
}

function unknownKind(name: string): ActionKind {
  const words = name.replace(/Agent$/, '').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return { label: words || 'Unknown action', icon: CircleHelp, colour: 'kind-other' };
}
