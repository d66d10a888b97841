/** The door of the package: the kinds of action, and what a webhook does with a request. */
export { askModelOnce } from './ai-agent/ask-once.ts';
export { prefilled } from './page/prefill.ts';
export {
  buttonInput,
  type InputProblem,
  isInput,
  readSubmission,
  type Sent,
  type Submission,
  stateReader,
  writtenIn,
} from './page/read-submission.ts';
export { maxRows, pageVisibility, resolveAfter, resolvePage } from './page/resolve-page.ts';
export type * from './page/shown-page.ts';
export { hostAndPort, type MailboxOptions, readMailboxOptions } from './receive-email/read-mailbox-options.ts';
export { type MailDecision, receiveMail } from './receive-email/receive-mail.ts';
export { actionTypes } from './registry.ts';
export { type Access, type Admission, enter as enterWebhook, readAccess, type TokenRules } from './webhook/access.ts';
export { answerFromExit } from './webhook/answer-from-exit.ts';
export { type AnswerWithFault, answerWebhook } from './webhook/answer-webhook.ts';
export { corsHeaders, preflight as preflightWebhook } from './webhook/cors.ts';
export { type DeclaredInput, declaredInputs, missingInputs, wrongInputs } from './webhook/declared-inputs.ts';
export { makeRateCounter, type RateCounter } from './webhook/rate-counter.ts';
export { readMultipart } from './webhook/read-multipart.ts';
export type { WebhookRequest } from './webhook/read-payload.ts';
export {
  isMcpServer,
  receiveWebhook,
  type WebhookDecision,
  type WebhookLimits,
  type WebhookTarget,
} from './webhook/receive-webhook.ts';
export { type PlainAnswer, type Refusal, type RefusalCode, refusal, type WebhookAnswer } from './webhook/refusals.ts';
