import { FailuresScreen } from "@/components/plugins/failures-screen";
import { PluginWords } from "@/components/plugins/words";

export default function Page() {
  return (
    <PluginWords>
      <FailuresScreen />
    </PluginWords>
  );
}
