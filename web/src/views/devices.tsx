export default function View() {
  return <main class="view" id="content" />;
}
