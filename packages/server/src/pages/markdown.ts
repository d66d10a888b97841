/**
 * Markdown of stories as markup. Markup in it is shown as text, and links lead to http, https, mailto and tel only: what a
 * story writes comes from anywhere.
 */
import MarkdownIt from 'markdown-it';
import { Html } from './html.ts';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });

markdown.validateLink = (address) => /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(address.trim());
// Pages ask nothing of other servers: an image is named, not shown.
markdown.disable('image');
markdown.renderer.rules['link_open'] = (tokens, index, options, _environment, renderer) => {
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return renderer.renderToken(tokens, index, options);
};

export function renderMarkdown(text: string): Html {
  return new Html(markdown.render(text));
}
