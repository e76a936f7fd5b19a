import { StatusesScreen } from "@/components/plugins/statuses-screen";
import { PluginWords } from "@/components/plugins/words";

export default function Page() {
  return (
    <PluginWords>
      <StatusesScreen />
    </PluginWords>
  );
}
