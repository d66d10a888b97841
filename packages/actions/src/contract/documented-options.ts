/**
 * The options that the public documentation, or real exports, name for each kind of action (actions.md). A kind without one
 * of these is not complete.
 */
const byType: Readonly<Record<string, readonly string[]>> = {
  'Agents::WebhookAgent': [
    ...['path', 'secret', 'access_control', 'verbs', 'response', 'response_code', 'response_headers'],
    ...['include_headers', 'rules', 'must_match', 'rate_limit', 'mode'],
  ],
  'Agents::IMAPAgent': [
    ...['host', 'username', 'password', 'port', 'ssl', 'folders', 'mark_as_read', 'disable_ssl_verification'],
    ...['conditions', 'emit_headers', 'use_tunnel'],
  ],
  'Agents::EmailAgent': [
    ...['recipients', 'reply_to', 'cc', 'bcc', 'subject', 'body', 'sender_name', 'attachments', 'advanced_html'],
    ...['headers', 'sender_address', 'rules', 'must_match', 'local'],
  ],
  'Agents::HTTPRequestAgent': [
    ...['url', 'method', 'payload', 'content_type', 'headers', 'basic_auth', 'user_agent', 'timeout'],
    ...['disable_redirect_follow', 'disable_ssl_verification', 'disable_url_encoding', 'params_encoder'],
    ...['custom_certificate_authority_name', 'customize_output', 'retry_on_status', 'retries', 'log_error_on_status'],
    ...['log_error_if', 'emit_failure_event', 'use_tunnel', 'rules', 'must_match', 'local', 'loop'],
  ],
  'Agents::EventTransformationAgent': [
    ...['mode', 'payload', 'loop', 'path', 'to', 'limit', 'item_path', 'guid_path', 'size_path', 'seconds'],
    ...['matchers', 'emit_no_match', 'lookback', 'period', 'emit_duplicates', 'tolerance', 'until', 'interval'],
    ...['runs_per_interval', 'events_per_run', 'throttle_key', 'capacity', 'input', 'guidance', 'script', 'language'],
    ...['rules', 'must_match', 'local'],
  ],
  'Agents::TriggerAgent': ['rules', 'must_match', 'emit_no_match', 'local'],
  'Agents::SendToStoryAgent': [
    ...['story', 'payload', 'send_payload_as_body', 'send_to_draft', 'send_to_test', 'loop', 'rules', 'must_match'],
    'local',
  ],
  'Agents::LLMAgent': ['output_structure', 'rules', 'must_match', 'local'],
  'Agents::McpRequestAgent': ['tool_name', 'tool_description'],
  'Agents::GroupAgent': ['payload', 'loop'],
  'Agents::FormAgent': [
    ...['description', 'fields', 'submissionMessage', 'visibility', 'mode', 'anonymize', 'auto_submit'],
    ...['auto_submit_time', 'url_identifier', 'loading_message', 'redirect', 'page_logo', 'page_width'],
    ...['pages_appearance_mode', 'pages_background_color', 'pages_action_color'],
  ],
  'Agents::CaseAgent': ['case_details'],
  'Agents::RecordAgent': ['mode', 'record_result_mode', 'record_type_id', 'record_writers'],
};

export const documentedOptions: readonly (readonly [type: string, key: string])[] = Object.entries(byType).flatMap(
  ([type, keys]) => keys.map((key) => [type, key] as const),
);
