/** JPRS registers domains under these, and no customer can own one of them: https://jprs.jp/about/jp-dom/spec/ */
const registries = /^(?:ac|ad|co|ed|go|gr|lg|ne|or)\.jp$/i;

/**
 * The SES identities that can cover a sender: the address itself, its domain, and each parent domain, because a verified domain also covers
 * its subdomains. SES uses the closest one that exists.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 *
 * @returns `info@mail.shop.example`, `mail.shop.example` and `shop.example` for the first of these, without top-level and registry domains
 */
export function identitiesOf(sender: string): string[] {
  const labels = sender.slice(sender.lastIndexOf('@') + 1).split('.');
  const domains = labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
  return [sender, ...domains.filter((domain) => !registries.test(domain))];
}
