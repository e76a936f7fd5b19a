import { ClassScreen } from "@/components/metrics/class-screen";

export default function Page() {
  return <ClassScreen />;
}
