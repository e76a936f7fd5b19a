import { AboutScreen } from "@/components/about/about-screen";

export default function Page() {
  return <AboutScreen />;
}
