import { html } from 'hono/html';
import { lexer, type Token, type Tokens } from 'marked';
import { type Markup, nothing, tablePart } from './page.ts';

export interface MarkdownOptions {
  /** The address of a page that a link names; null where it is not shown here. */
  link(to: string): string | null;
  /** A command that an item of a list begins with. */
  command(line: string): Markup;
}

/** A text of the project's own, in Markdown, as part of a page. Its title is left out: that stands above it. */
export function markdownPart(text: string, options: MarkdownOptions): Markup {
  return html`${lexer(text).map((block) => blockPart(block as Block, options))}`;
}

/** The anchor of a heading, as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

type Block = Tokens.Heading | Tokens.List | Tokens.Table | Tokens.Paragraph | Tokens.Code | Tokens.Space;

function blockPart(block: Block, options: MarkdownOptions): Markup {
  switch (block.type) {
    case 'heading':
      return headingPart(block, options);
    case 'list': {
      const items = block.items.map(({ tokens }) => html`<li>${itemPart(tokens, options)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table':
      return tableFrom(block, options);
    case 'code':
      return html`<pre><code>${block.text}</code></pre>`;
    case 'space':
      return nothing;
    case 'paragraph':
      return html`<p>${inline(block.tokens, options)}</p>`;
    default:
      return asWritten(block);
  }
}

/** What these pages do not use is shown as it is written. */
const asWritten = ({ raw }: Token): Markup => html`${raw}`;

function headingPart({ depth, text, tokens }: Tokens.Heading, options: MarkdownOptions): Markup {
  const title = inline(tokens, options);
  if (depth === 1) return nothing;
  return depth === 2 ? html`<h2 id="${anchorOf(text)}">${title}</h2>` : html`<h3 id="${anchorOf(text)}">${title}</h3>`;
}

/** A command stands at the beginning of an item, and is copied from there. */
function itemPart(blocks: readonly Token[], options: MarkdownOptions): Markup {
  return html`${blocks.map((block) => {
    if (block.type !== 'text') return blockPart(block as Block, options);
    const { tokens = [] } = block as Tokens.Text;
    const [first, ...others] = tokens;
    return first?.type === 'codespan' && /^(npm|aws|npx) /.test(first.text)
      ? html`${options.command(first.text)}${inline(others, options)}`
      : inline(tokens, options);
  })}`;
}

function tableFrom({ header, rows }: Tokens.Table, options: MarkdownOptions): Markup {
  const titles = header.map(({ text }) => text);
  const row = ([first, ...cells]: readonly Tokens.TableCell[]): Markup =>
    html`<tr><th scope="row">${inline(first?.tokens ?? [], options)}</th>${cells.map(({ tokens }) => html`<td>${inline(tokens, options)}</td>`)}</tr>`;
  return tablePart(titles.join(', '), titles, rows.map(row));
}

type Inline = Tokens.Text | Tokens.Escape | Tokens.Codespan | Tokens.Link | Tokens.Strong | Tokens.Em;

function inline(tokens: readonly Token[], options: MarkdownOptions): Markup {
  return html`${tokens.map((token) => inlinePart(token as Inline, options))}`;
}

function inlinePart(token: Inline, options: MarkdownOptions): Markup {
  switch (token.type) {
    case 'codespan':
      return html`<code>${token.text}</code>`;
    case 'strong':
      return html`<strong>${inline(token.tokens, options)}</strong>`;
    case 'em':
      return html`<em>${inline(token.tokens, options)}</em>`;
    case 'link':
      return linkPart(token, options);
    case 'text':
    case 'escape':
      return html`${token.text}`;
    default:
      return asWritten(token);
  }
}

function linkPart({ href, tokens }: Tokens.Link, options: MarkdownOptions): Markup {
  const address = options.link(href);
  // What is not shown here is named, so that it is found in the checkout.
  return address === null
    ? html`${inline(tokens, options)} (<code>${href.replace(/^(\.\.\/)+/, 'docs/')}</code>)`
    : html`<a href="${address}">${inline(tokens, options)}</a>`;
}
