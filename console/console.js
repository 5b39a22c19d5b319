// Everything works without this file. It lets a click copy a command, and says when a page is no longer up to date.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button.copy') : null;
  if (button === null) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), 1500);
});
const showCopyButtons = () => {
  for (const button of document.querySelectorAll('button.copy[hidden]')) button.hidden = false;
};
showCopyButtons();
document.addEventListener('htmx:sse:after:message', () => {
  document.body.classList.remove('stale');
  showCopyButtons();
});
for (const lost of ['htmx:sse:error', 'htmx:sse:close']) {
  document.addEventListener(lost, () => document.body.classList.add('stale'));
}
// htmx ends the stream of a hidden tab without a word. What stands there when one comes back is as old as that, until the next message.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) document.body.classList.add('stale');
});
