import { ClassScreen } from "@/components/metrics/class-screen";
import { MetricsWords } from "@/components/metrics/words";

export default function Page() {
  return (
    <MetricsWords>
      <ClassScreen />
    </MetricsWords>
  );
}
