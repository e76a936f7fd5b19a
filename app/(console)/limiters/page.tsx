import { LimitersScreen } from "@/components/plugins/limiters-screen";
import { PluginWords } from "@/components/plugins/words";

export default function Page() {
  return (
    <PluginWords>
      <LimitersScreen />
    </PluginWords>
  );
}
